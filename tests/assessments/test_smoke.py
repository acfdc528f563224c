from tests import factories


def test_a_round_goes_from_open_to_released(db):
    round = factories.make_round()
    for perspective in ["service-users-and-survivors", "carers-and-family", "practitioners", "managers"]:
        for value in (1, 2, 3):
            factories.respond(round, perspective, {"s1-q1": value, "s1-q2": 4}, comments={"s1-q1": ("Hello", "named")})
    released = factories.release(round)
    assert released.results["questions"]["demo/s1-q1"]["everyone"]["mean"] == 2.0
