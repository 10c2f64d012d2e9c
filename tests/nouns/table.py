"""One row a noun: how it is added, changed, asked for, imported, and where it stands in a timeline.

The base store has C-1 Ada, C-2 Bora, P-1 Can Öz at Ada, L-1 Deniz Su, PR-1 Defter (D-1), O-1 Ofis and
S-1 SP-1 of Ada, U-1 Elif Demir, CA-1 Geri gel, Q-1 Kalem of Bora and A-1, a call to Ada.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """What is particular to a noun.

    ``add`` makes record ``ref``; ``edit`` changes it; ``where`` finds it afterwards. ``file`` is a row to
    import: header, then cells. ``event`` is the type under which it stands in the timeline of C-1, None
    where it is nobody's event. A ``part`` has no commands of its own: ``shown`` is where it is seen.
    """

    ref: str
    add: tuple[str, ...]
    edit: tuple[str, ...]
    where: str
    file: tuple[str, ...]
    event: str | None = None
    group: str = ""
    shown: tuple[str, ...] = ()
    part: bool = False


ROWS: dict[str, Row] = {
    "customer": Row(
        "C-3",
        ("customer", "add", "Cem Ltd"),
        ("customer", "edit", "C-3", "--city", "Ankara"),
        "city=Ankara",
        ("name,city,external_id", "İnci A.Ş.,İzmir,K-1"),
    ),
    "contact": Row(
        "P-2",
        ("contact", "add", "Ece Ak", "--customer", "C-1"),
        ("contact", "edit", "P-2", "--title", "Müdür"),
        "title=Müdür",
        ("name,email,customer,external_id", "Işıl Er,isil@er.example,C-1,K-1"),
        "contact",
    ),
    "lead": Row(
        "L-2",
        ("lead", "add", "Fuat Can", "--set", "customer=C-1"),
        ("lead", "edit", "L-2", "--source", "fuar"),
        "source=fuar",
        ("name,company,status,customer,external_id", "Gül Ay,Ay Ltd,new,C-1,K-1"),
        "lead",
    ),
    "opportunity": Row(
        "O-2",
        ("opportunity", "add", "Depo", "--customer", "C-1"),
        ("opportunity", "edit", "O-2", "--amount", "500 TL"),
        "name=Depo",
        ("name,customer,stage,amount,currency,created_on,external_id", "Raf,C-1,New,900,TRY,2026-11-01,K-1"),
        "opportunity",
    ),
    "order": Row(
        "S-2",
        ("order", "add", "C-1", "--number", "SP-2", "--total", "50 TL"),
        ("order", "edit", "S-2", "--note", "acele"),
        "number=SP-2",
        ("number,customer,ordered_on,total,currency,external_id", "SP-9,C-1,2026-11-02,75,TRY,K-1"),
        "order",
    ),
    "order_line": Row(
        "SL-1",
        ("order", "edit", "S-1", "--line", "Defter:2:10"),
        (),
        "",
        ("order,product,quantity,unit_price,amount,currency,external_id", "SP-1,Defter,3,10,30,TRY,K-1"),
        shown=("order", "show", "S-1"),
        part=True,
    ),
    "product": Row(
        "PR-2",
        ("product", "add", "Kalem", "--sku", "K-2"),
        ("product", "edit", "PR-2", "--category", "kırtasiye"),
        "category=kırtasiye",
        ("name,sku,category,price,currency", "Silgi,S-9,kırtasiye,5,TRY"),
    ),
    "activity": Row(
        "A-2",
        ("log", "note", "C-1", "aradı"),
        ("activity", "edit", "A-2", "--subject", "yine aradı"),
        "kind=note",
        ("kind,customer,at,subject,external_id", "call,C-1,2026-11-03T10:00:00Z,dosyadan,K-1"),
        "note",
    ),
    "user": Row(
        "U-2",
        ("user", "add", "Kaan Er"),
        ("user", "edit", "U-2", "--team", "Satış"),
        "team=Satış",
        ("name,email,team", "Nil Su,nil@su.example,Destek"),
    ),
    "competitor": Row(
        "CO-1",
        ("competitor", "add", "Rakip"),
        ("competitor", "edit", "CO-1", "--strengths", "hızlı"),
        "strengths=hızlı",
        ("name,website,strengths", "Öteki,otekiler.example,ucuz"),
    ),
    "quote": Row(
        "Q-2",
        ("quote", "add", "C-1", "Ofis takımı", "--number", "T-1"),
        ("quote", "edit", "Q-2", "--note", "acele"),
        "number=T-1",
        (
            "number,name,customer,status,quoted_on,total,currency",
            "T-9,Depo rafı,C-1,sent,2026-11-02,900,TRY",
        ),
        "quote",
    ),
    "quote_line": Row(
        "QL-1",
        ("quote", "edit", "Q-1", "--line", "Defter:2:10"),
        (),
        "",
        (
            "quote,product,quantity,unit_price,amount,currency,external_id",
            "Q-1,Defter,3,10,30,TRY,K-1",
        ),
        shown=("quote", "show", "Q-1"),
        part=True,
    ),
    "payment": Row(
        "PY-1",
        ("payment", "add", "C-1", "100 TL", "--number", "MAK-1"),
        ("payment", "edit", "PY-1", "--method", "nakit"),
        "method=nakit",
        ("number,customer,paid_on,amount,currency,method", "MAK-9,C-1,2026-11-02,40,TRY,kart"),
        "payment",
    ),
    "need": Row(
        "ND-1",
        ("need", "add", "C-1", "Akşam teslimatı"),
        ("need", "edit", "ND-1", "--weight", "5"),
        "weight=5",
        ("name,customer,weight,noted_on,external_id", "Taksit,C-1,4,2026-11-02,K-1"),
        "need",
    ),
    "closing_step": Row(
        "CL-1",
        ("closing-step", "add", "Sözleşme", "--stage", "Proposal"),
        ("closing-step", "edit", "CL-1", "--note", "imzalı"),
        "note=imzalı",
        ("name,stage,position,external_id", "Kapora,Proposal,2,K-1"),
    ),
    "price": Row(
        "PP-1",
        ("price", "add", "Defter", "12 TL", "--from", "2026-12-01"),
        ("price", "edit", "PP-1", "--note", "zam"),
        "note=zam",
        ("product,valid_from,price,currency", "Defter,2027-01-01,15,TRY"),
    ),
    "rate": Row(
        "FX-1",
        ("rate", "add", "USD", "2026-11-01", "41,90"),
        ("rate", "edit", "FX-1", "--source", "TCMB"),
        "source=TCMB",
        ("currency,base,day,rate,source", "EUR,TRY,2026-11-01,48.75,TCMB"),
    ),
    "target": Row(
        "TG-1",
        ("target", "add", "customers", "2026-11", "40"),
        ("target", "edit", "TG-1", "--note", "zor"),
        "note=zor",
        ("metric,from_on,until_on,amount,currency", "revenue,2026-12-01,2026-12-31,5000,TRY"),
    ),
    "plan": Row(
        "PL-1",
        ("plan", "add", "C-1", "Ciroyu büyüt", "--by", "2026-12-31"),
        ("plan", "edit", "PL-1", "--note", "birlikte"),
        "note=birlikte",
        ("name,customer,created_on,due_on,external_id", "Yeni şube,C-1,2026-11-02,2026-12-31,K-1"),
        "plan",
    ),
    "relation": Row(
        "RL-1",
        ("relation", "add", "C-1", "C-2", "--as", "supplier/buyer"),
        ("relation", "edit", "RL-1", "--note", "eski"),
        "note=eski",
        ("customer,other_customer,role,since,external_id", "C-1,C-2,ortak,2026-11-02,K-1"),
        "relation",
    ),
    "wallet": Row(
        "WA-1",
        ("wallet", "add", "C-1", "12000 TL", "--on", "2026-01-31"),
        ("wallet", "edit", "WA-1", "--source", "müşteri"),
        "source=müşteri",
        ("customer,category,amount,currency,estimated_on", "C-1,kırtasiye,900,TRY,2026-11-02"),
        "wallet",
    ),
    "attachment": Row(
        "FI-1",
        ("attachment", "add", "C-1", "{file}"),
        ("attachment", "edit", "FI-1", "--note", "imzalı"),
        "note=imzalı",
        (
            "name,path,sha256,size,customer,attached_on,external_id",
            f"b.pdf,/nowhere/b.pdf,{'0' * 64},12,C-1,2026-11-02,K-1",
        ),
        "attachment",
    ),
    "case": Row(
        "CS-1",
        ("case", "open", "C-1", "Fatura yanlış"),
        ("case", "edit", "CS-1", "--category", "fatura"),
        "category=fatura",
        ("name,customer,status,priority,opened_at,external_id", "Kırık,C-1,open,high,2026-11-02,K-1"),
        "case",
    ),
    "request": Row(
        "RQ-1",
        ("request", "add", "C-1", "Akşam teslimatı"),
        ("request", "edit", "RQ-1", "--weight", "4"),
        "weight=4",
        ("name,customer,asked_on,external_id", "Taksit,C-1,2026-11-02,K-1"),
        "request",
    ),
    "incident": Row(
        "IN-1",
        ("incident", "add", "ATM kesintisi", "--from", "15:00", "--to", "15:30", "--customer", "C-1"),
        ("incident", "edit", "IN-1", "--note", "bildirildi"),
        "note=bildirildi",
        ("name,kind,started_at,ended_at,external_id", "Grev,strike,2026-11-02,2026-11-03,K-1"),
        "incident",
    ),
    "survey": Row(
        "SV-1",
        ("survey", "add", "C-1", "--nps", "9"),
        ("survey", "edit", "SV-1", "--topic", "kargo"),
        "topic=kargo",
        ("customer,answered_on,nps,topic,external_id", "C-1,2026-11-02,7,mağaza,K-1"),
        "survey",
    ),
    "check": Row(
        "MS-1",
        ("check", "add", "Kadıköy", "--answer", "Karşılama: 4/5"),
        ("check", "edit", "MS-1", "--shopper", "Elif"),
        "branch=Kadıköy",
        ("branch,checked_on,answers,points,best,external_id", "Moda,2026-11-02,Temizlik: 5/5,5,5,K-1"),
    ),
    "verification": Row(
        "VE-1",
        ("verify", "add", "C-1", "--right", "last_order"),
        ("verify", "edit", "VE-1", "--note", "sesinden"),
        "note=sesinden",
        ("customer,at,passed,asked,external_id", "C-1,2026-11-02T10:00:00Z,yes,city: right,K-1"),
        "verification",
        "verify",
    ),
    "segment": Row(
        "SG-1",
        ("segment", "save", "İzmirliler", "--where", "city=İzmir"),
        ("segment", "edit", "SG-1", "--note", "kıyı"),
        "note=kıyı",
        ("name,noun,filter", "Ankaralılar,customer,city=Ankara"),
    ),
    "campaign": Row(
        "CA-2",
        ("campaign", "add", "Yaz"),
        ("campaign", "edit", "CA-2", "--note", "sıcak"),
        "note=sıcak",
        ("name,kind,status,purpose", "Kış,news,planned,marketing"),
    ),
    "member": Row(
        "CM-1",
        ("campaign", "add-member", "CA-1", "C-1"),
        ("campaign", "respond", "CA-1", "C-1", "answered"),
        "",
        ("campaign,customer,part,sent_on,external_id", "Geri gel,C-2,reached,2026-11-02,K-1"),
        "campaign",
        shown=("campaign", "members", "CA-1"),
        part=True,
    ),
    "playbook": Row(
        "PB-1",
        ("playbook", "add", "Hoş geldin", "--where", "orders = 1", "--step", "Ara; +3 days; high"),
        ("playbook", "edit", "PB-1", "--note", "yeni"),
        "note=yeni",
        ("name,filter,period,steps", "Veda,orders = 9,month,Ara; +1 days; low"),
    ),
    "rule": Row(
        "RU-1",
        ("rule", "add", "Önce sadık", "when a case is opened then task for owner, due today"),
        ("rule", "edit", "RU-1", "--note", "yeni"),
        "note=yeni",
        ("name,wording", "Sonra,when a case is opened then tag sorunlu"),
    ),
}
