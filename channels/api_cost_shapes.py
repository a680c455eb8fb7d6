"""What models cost, in the shapes of the programs' API."""

from pydantic import BaseModel, ConfigDict


class CostShape(BaseModel):
    """Model tokens as providers count them, and US dollars by the price list, without turns at an unknown price."""

    turns: int
    tokens_in: int
    tokens_out: int
    dollars: float
    unpriced_turns: int


class CostReport(CostShape):
    """What turns cost, for each lead that was talked with and each that was handed over as qualified (null: none)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "turns": 812, "tokens_in": 780400, "tokens_out": 41200, "dollars": 0.378, "unpriced_turns": 0,
        "leads": 131, "qualified_leads": 17, "dollars_per_lead": 0.002885, "dollars_per_qualified_lead": 0.022235,
    }]})  # fmt: skip
    leads: int
    qualified_leads: int
    dollars_per_lead: float | None
    dollars_per_qualified_lead: float | None
