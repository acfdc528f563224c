import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  "array-callback-return": "error",
  "consistent-return": "error",
  "eqeqeq": "error",
  "no-shadow": "error",
  "no-unused-vars": ["error", { caughtErrors: "none" }],
  "no-use-before-define": ["error", { functions: false }],
  "no-var": "error",
  "prefer-const": "error",
};

const newer = ["requestSubmit", "replaceAll", "at", "allSettled", "fromEntries", "flat", "flatMap"];

export default [
  { ignores: [".venv/", "static/vendor/", "tests/browser/vendor/", "var/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    // Newer words than those of 2018 would leave older phones without a script: any browser that knows modules
    // knows these.
    files: ["static/js/**/*.js"],
    languageOptions: { ecmaVersion: 2018, sourceType: "module", globals: globals.browser },
    rules: {
      ...rules,
      "no-restricted-syntax": ["error", {
        selector: `CallExpression[callee.property.name=/^(${newer.join("|")})$/]`,
        message: "Older phones do not have it.",
      }],
    },
  },
  {
    files: ["tests/js/**/*.mjs", "*.mjs"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.node },
    rules,
  },
];
