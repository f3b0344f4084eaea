"""The categories as a person looks for them: in groups, each with a name."""

from __future__ import annotations

from app.catalogue.categories import Category, find_category, list_categories
from app.catalogue.words import Words
from app.messages import Message, message

UNNAMED = Words("其他", "Other")  # what stands for the title of "other", which has none
_LAST = message("其他事项")
GROUPS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (
        message("买房、交房与办证"),
        ("deed", "delayed_handover", "works_stopped", "false_advertising", "school_facilities"),
    ),
    (
        message("房屋质量与漏水"),
        ("leak", "quality_cracks", "facade", "neighbour_leak", "renovation_damage"),
    ),
    (
        message("水电气暖与设备"),
        ("gas", "heating", "water_power", "elevator", "fire", "accessibility"),
    ),
    (message("小区环境与停车"), ("landscaping_roads", "green_area", "noise", "parking")),
    (
        message("物业服务与公共账目"),
        (
            "property_service", "property_fee", "public_revenue", "maintenance_fund",
            "owners_assembly",
        ),
    ),
    (
        message("小区周边与规划"),
        ("facility_siting", "planning_change", "public_transport_roads"),
    ),
)  # fmt: skip


def group_categories() -> tuple[tuple[Message, tuple[tuple[Category, Words], ...]], ...]:
    """All categories with their titles; one that no group names stands in the last."""
    known = list_categories()
    named = {name for _, ids in GROUPS for name in ids}
    rest = tuple(name for name in known if name not in named)
    return tuple(
        (
            title,
            tuple(
                (find_category(one), name_category(find_category(one)))
                for one in ids
                if one in known
            ),
        )
        for title, ids in (*GROUPS, (_LAST, rest))
    )


def name_category(category: Category) -> Words:
    """The category's title, 其他 where it has none."""
    return category.title or UNNAMED
