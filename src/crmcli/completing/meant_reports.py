"""What the field, other programs or Turkish people call a report -> what it is called here."""

REPORTS = """
today: agenda inbox todo bugun
targets: quota quotas goal goals hedef hedefler kota
channels: attribution multitouch touchpoints source sources kanal kanallar kaynak
campaigns: campaign roi roas cac mailing kampanya kampanyalar
sales: revenue turnover orders leaderboard salesreps topreps ciro satis satislar siparisler
products: product bestsellers topproducts items urun urunler
abc: pareto 8020 concentration topcustomers
profit: profitability margin margins grossmargin pnl kar karlilik marj
segments: segment segmentation segmentasyon
rfm: recency frequency scores
retention: cohort cohorts repeat repurchase loyalty kohort eldetutma sadakat
survival: kaplanmeier tenure lifespan
clv: ltv cltv lifetime lifetimevalue customerlifetimevalue customervalue yasamboyudeger omurboyudeger
churn: attrition atrisk risk leaving kayip kayipriski terk
winback: reactivation reactivate lapsed dormant gerikazanma gerikazanim
next-purchase: nextpurchase nextorder nextbuy reorder repurchases
crosssell: crossselling upsell upselling basket marketbasket affinity apriori caprazsatis capraz sepet
lead-score: leadscoring scoring leads adaypuani adaylar
look-alike: lookalikes similar benzer benzerler
pipeline: deals opportunities opportunity winrate winrates closed firsat firsatlar satishatti kazanma
forecast: prediction projection outlook tahmin ongoru
funnel: salesfunnel huni
stages: velocity stage bottleneck bottlenecks stuck dealage asama asamalar
losses: lost lostreasons lossreasons winloss kayipnedenleri kayiplar
path: journey customerjourney touchpath yolculuk
conversion: conversions conversionrate leadconversion donusum
cycle: lifecycle portfolio yasamdongusu
activity-class: active passive inactive engagement aktif pasif
referrals: referral advocates viral tavsiye tavsiyeler
wallet: shareofwallet sow walletshare cuzdan cuzdanpayi
receivables: aging ageing araging agedreceivables ar debt debts debtors dso overdue unpaid balance balances
  alacak alacaklar yaslandirma borc borclar borclular
deliveries: delivery otif ontime shipping shipments teslimat teslimatlar sevkiyat
satisfaction: nps csat ces survey surveys anket anketler memnuniyet
service: sla tickets cases support helpdesk responsetime servis destek sorunlar
demand: requests wishes gaps featurerequests talep talepler
checks: mystery mysteryshopper mysteryshopping audits gizlimusteri denetim
"""
