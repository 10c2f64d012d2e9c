"""The words of the closed lists of what surrounds a sale, as in ``words``."""

PLAN_STATUS = """
open: acik, devam, devam ediyor, in progress, active
reached: done, achieved, completed, tamamlandi, ulasildi, basarildi
dropped: cancelled, canceled, given up, iptal, vazgecildi
"""
NEED_STATUS = """
open: acik, unmet, karsilanmadi
covered: met, done, karsilandi, kapandi
dropped: cancelled, canceled, iptal, vazgecildi
"""
QUOTE_STATUS = """
draft: taslak, hazirlaniyor, open
sent: issued, presented, gonderildi, iletildi, sunuldu, beklemede
accepted: won, approved, signed, kabul, kabul edildi, onaylandi
rejected: lost, refused, declined, ret, reddedildi, red
replaced: superseded, revised, revize, yenilendi
"""
CASE_STATUS = """
open: new, in progress, acik, yeni, islemde, devam ediyor
waiting: on hold, pending, waiting for customer, beklemede, bekliyor, musteri bekleniyor
resolved: solved, closed, done, cozuldu, kapali, kapandi, tamamlandi
"""
CASE_PRIORITY = """
urgent: critical, emergency, p1, acil, kritik, cok acil
high: major, p2, yuksek, onemli
normal: medium, moderate, p3, orta, standart
low: minor, p4, dusuk, onemsiz
"""
TASK_PRIORITY = """
high: urgent, important, yuksek, acil, onemli
normal: medium, orta
low: minor, dusuk, onemsiz
"""
REQUEST_STATUS = """
open: new, acik, yeni, bekliyor
planned: accepted, planlandi, kabul, yapilacak
done: delivered, completed, yapildi, tamamlandi, karsilandi
declined: rejected, refused, reddedildi, red, olumsuz
"""
CAMPAIGN_STATUS = """
planned: draft, taslak, planlandi, planlaniyor
launched: active, running, started, aktif, basladi, yayinda
finished: completed, ended, closed, bitti, tamamlandi, kapandi
cancelled: canceled, iptal, iptal edildi
"""
MEMBER_PART = """
reached: target, sent, member, hedef, gonderildi
held_out: control, hold out, holdout, kontrol, kontrol grubu
left_out: excluded, no consent, disarida, izinsiz
"""
METRICS = """
revenue: sales, turnover, ciro, satis, gelir
orders: order count, siparis, siparis sayisi
won: won deals, kazanilan, kazanilan firsat
won_amount: won value, kazanilan tutar
customers: new customers, yeni musteri, musteri
leads: new leads, yeni aday, aday
activities: calls, aktivite, gorusme
"""
PERIODS = """
once: bir kez, one time
week: weekly, haftalik, hafta
month: monthly, aylik, ay
quarter: quarterly, ceyrek, uc aylik
year: yearly, annually, yillik, yil
"""
