"""Files about care, with Turkish and English headers: what is completed, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from crmcli.db import Store
from tests.domain.load.conftest import Importer
from tests.domain.reports.shop import named
from tests.support.store import writing

Look = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def _customers(store: Store) -> None:
    with writing(store) as db:
        for name in ("Ayşe Işık", "Deniz Mobilya"):
            db.insert("customer", {**named(name), "kind": "person", "city": "İzmir"})


def test_cases_come_with_their_moments(importing: Importer, look: Look) -> None:
    loaded = importing(
        "case",
        "Kayıt No;Konu;Müşteri;Durum;Öncelik;Açılış Tarihi;İlk Yanıt;Çözüm Tarihi\n"
        "T-1;Fatura yanlış;Ayşe Işık;Çözüldü;Yüksek;02.11.2026 10:00;02.11.2026 11:30;03.11.2026 15:00\n"
        "T-2;Kargo gelmedi;Deniz Mobilya;Beklemede;Acil;20.11.2026;;\n"
        "T-3;Eksik parça;Deniz Mobilya;Kapandı;;05.11.2026;;\n"
        "T-4;Renk farkı;Deniz Mobilya;;;05.11.2026;;06.11.2026\n"
        "T-5;Tarihsiz;;;;;;\n",
    )
    assert loaded.counts == {"new": 5}
    assert loaded.result.notes[-1] == "1 case without opened_at: today's stands there"
    assert look(
        "SELECT status, priority, opened_at, first_response_at, resolved_at FROM support_case ORDER BY id"
    ) == [
        ("resolved", "high", "2026-11-02T10:00:00Z", "2026-11-02T11:30:00Z", "2026-11-03T15:00:00Z"),
        ("waiting", "urgent", "2026-11-20", None, None),
        ("resolved", "normal", "2026-11-05", None, "2026-11-05"),
        ("resolved", "normal", "2026-11-05", None, "2026-11-06"),
        ("open", "normal", "2026-11-21", None, None),
    ]


CASES = "ticket id,subject,status,created at,closed at\n"


def test_a_case_of_a_file_follows_its_status_and_keeps_the_step(importing: Importer, look: Look) -> None:
    first = CASES + "T-1,Invoice,solved,2026-11-02 10:00,2026-11-03 10:00\nT-2,Late,open,2026-11-02,\n"
    importing("case", first)
    assert importing("case", first).counts == {"unchanged": 2}
    again = CASES + "T-1,Invoice,open,2026-11-02 10:00,\nT-2,Late,closed,2026-11-02,2026-11-04\n"
    assert importing("case", again).counts == {"changed": 2}
    assert look("SELECT status, resolved_at FROM support_case ORDER BY id") == [
        ("open", None),
        ("resolved", "2026-11-04"),
    ]
    assert look("SELECT case_id, kind FROM case_step ORDER BY case_id") == [(1, "reopened"), (2, "resolved")]


def test_a_file_may_resolve_a_case_without_saying_when_it_was_opened(importing: Importer, look: Look) -> None:
    importing("case", CASES + "T-1,Invoice,open,2026-11-02 10:00,\n")
    importing("case", "ticket id,subject,status\nT-1,Invoice,solved\n")
    assert look("SELECT status, opened_at, resolved_at FROM support_case") == [
        ("resolved", "2026-11-02T10:00:00Z", "2026-11-21")
    ]


def test_what_can_t_be_is_refused_with_its_line(importing: Importer) -> None:
    odd = importing("case", CASES + "T-1,Backwards,solved,2026-11-10,2026-11-09\n", rejects=True)
    assert odd.reasons == [(2, "resolved_at 2026-11-09 lies before opened_at 2026-11-10")]
    header = "Tarih;Müşteri Adı;Tavsiye puanı;Beklenti;Deneyim;Memnuniyet\n"
    rows = "01.11.2026;Ayşe Işık;11;4;5;5\n02.11.2026;Ayşe Işık;10;4;7;5\n03.11.2026;Ayşe Işık;10;4;5;5\n"
    surveys = importing("survey", header + rows, rejects=True)
    assert surveys.counts == {"new": 1, "rejected": 2}
    assert surveys.reasons == [(2, "nps is 0 to 10, not 11"), (3, "experience is 0 to 5, not 7")]
    late = "Olay;Başlangıç;Bitiş\nKesinti;19.11.2026 15:00;19.11.2026 14:00\n"
    incidents = importing("incident", late, rejects=True)
    assert incidents.counts == {"rejected": 1}
    requests = importing("request", "Talep;Ağırlık\nGece kargosu;9\n", rejects=True)
    assert requests.reasons == [(2, "weight is 1 to 5, not 9")]


def test_the_points_of_a_check_are_made_of_its_answers(importing: Importer, look: Look) -> None:
    loaded = importing(
        "check",
        "Şube;Ziyaret Tarihi;Puan;Tam Puan;Yanıtlar\n"
        'Kadıköy;01.11.2026;;;"Karşılama: 4/5\nTemizlik: evet"\n'
        "Beşiktaş;02.11.2026;45;50;\n"
        "Moda;03.11.2026;45;;\n"
        "Bostancı;04.11.2026;5;5;Karşılama: 4/5\n"
        "Pendik;05.11.2026;;;Karşılama iyi\n",
        rejects=True,
    )
    assert look("SELECT branch, points, best, answers FROM shop_check ORDER BY id") == [
        ("Kadıköy", 5, 6, "Karşılama: 4/5\nTemizlik: 1/1"),
        ("Beşiktaş", 45, 50, None),
    ]
    assert [reason.split(":")[0] for _, reason in loaded.reasons] == [
        "a check needs points and how many there were to get",
        "points is 5, but its answers add up to 4",
        '"Karşılama iyi" is no answer with its points',
    ]


def test_answers_of_callers_are_not_taken_in(importing: Importer, look: Look) -> None:
    loaded = importing(
        "verification",
        "Müşteri;Tarih;Sorular;Doğrulandı\n"
        "Ayşe Işık;20.11.2026 15:05;city: doğru;\n"
        "Ayşe Işık;20.11.2026 15:06;city: yanlış;\n"
        "Ayşe Işık;20.11.2026 15:07;;evet\n"
        "Ayşe Işık;20.11.2026 15:08;city: İzmir;evet\n"
        "Ayşe Işık;20.11.2026 15:09;;\n",
        rejects=True,
    )
    assert look("SELECT passed, asked FROM verification ORDER BY id") == [
        (1, "city: right"),
        (0, "city: wrong"),
        (1, None),
    ]
    assert [line for line, _ in loaded.reasons] == [5, 6]
    assert not any("İzmir" in reason for _, reason in loaded.reasons)


def test_whom_an_incident_of_a_file_touched_is_asked_on_its_own(importing: Importer, look: Look) -> None:
    loaded = importing(
        "incident",
        "Olay;Başlangıç;Bitiş;Koşul\nATM kesintisi;19.11.2026 15:00;19.11.2026 15:30;city = İzmir\n",
    )
    assert loaded.result.notes[-1] == "whom they touched is not asked yet: crm incident refresh IN-1"
    assert look("SELECT filter, ended_at FROM incident") == [("city = İzmir", "2026-11-19T15:30:00Z")]
