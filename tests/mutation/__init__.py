"""Whether the tests notice a fault in the rules, the permissions, the release and saving: script/mutate."""
