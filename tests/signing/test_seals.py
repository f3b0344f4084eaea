"""Seals: who stands in a letter, one root over them, and what finds every change."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
import zipfile
from dataclasses import replace

import pypdfium2
import pytest
from sqlalchemy import delete, update

from app.db import transaction
from app.letters.drawings import make_drawing  # type: ignore[attr-defined]
