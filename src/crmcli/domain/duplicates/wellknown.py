"""Words that many names hold: given names, surnames, places, trades, words firms like to be called by.

A store of fifty records can't tell from itself that Mehmet is common and Kuşçubaşı is not, nor that Hasan
and Hüseyin are brothers and no slip. All words are folded; the lists are of what is most common in Turkey.
"""

from __future__ import annotations

from crmcli.domain.duplicates.lexicon import words

GIVEN = words(
    """
    abdullah adem ahmet alev ali alper alperen arda arif asli asiye asya ata ayca aydan ayhan aylin aynur
    aysel aysen aysegul aysun ayse ayten aytac azra baris basak batuhan bayram bekir belgin beyza berat
    berk berkay berna betul bilal bilge birgul birol bora burak burcu burhan busra bulent can canan cansu
    celal cem cemal cemil cemile cengiz ceren ceyda ceylan cihan cigdem davut defne demet deniz derya
    dilara dilek dogan dursun duygu ebru ece ecrin eda efe ekrem ela elif elvan emel emin emine emir emrah
    emre enes ercan erdal erdem eren erhan erkan erol ersin ertugrul esin esma esra evren eylul eymen eyup
    fadime faruk fatih fatma ferhat fevzi figen fikret filiz fuat funda furkan gamze gizem gokce gokhan
    gonul gul gulay gulcan guler gulhan gulsah gulsen gulsum gulten guney gunes gurkan hacer hakan hale
    halil halime halit haluk hamza handan hanife harun hasan hatice havva haydar hayriye hilal huriye
    huseyin hulya husniye ibrahim idil idris ihsan ilhan ilkay ilker ilyas irem irfan isa isil ismail
    ismet kaan kadir kadriye kamil kemal kerem kerim kezban koray kubra leman levent leyla mahmut mehmet
    melek melike melis meliha meltem meral mert merve meryem metin mevlut mine miray muammer muhammed
    muharrem mujde murat musa mustafa muzaffer naci nadir nazan nazli necati necla nermin nesrin nevin
    nihal nihat nilay nilgun nilufer nimet nuray nurcan nurgul nuri nuriye nurhan nurten oguz oguzhan okan
    oktay omer onur orhan osman ozan ozge ozgur ozlem pelin pinar rabia ramazan recep remzi reyhan ridvan
    riza rukiye saban sabri sadik safiye sait salih samet sedat sefa selcuk selim selin selma sema semih
    semra senem sena serap sercan serdar serhat serife serkan serpil sevda sevgi sevil sevim sevinc seyma
    sezer sibel sinan sinem songul suat suleyman sultan sukran sukru suna taha tahsin tamer taner tansu
    tarik tayfun tekin tolga tuba tugba tugce tulay tulin tuncay turan turgay turgut turkan ufuk ugur umit
    umut utku vedat veli veysel volkan yagmur yakup yalcin yasar yasemin yasin yavuz yeliz yesim yigit
    yilmaz yunus yusuf yuksel zafer zehra zekeriya zekiye zeki zeliha zerrin zeynep ziya zuhal zumrut
    """
)

SURNAMES = words(
    """
    acar akbas akbulut akcay akin akkaya akkus aksoy aksu aktas akturk akyol akyuz alkan altun arikan
    arslan arslanoglu aslan ates avci aydin aydogan aygun ayhan aytac bal balci basar bayrak bayram bilgin
    bilgic bingol bozkurt bulut can cakir cakmak celik ceylan cetin cetinkaya ceyhan coban coskun dag
    dagli demir demirci demirel demirtas deniz dincer dogan dogru duman durmaz durmus duran ekinci ekici
    er eren ergin erdem erdogan ergun erkan erol ertas ertekin ertugrul gokce gul guler gullu gunay gunduz
    gunes gungor guven gursoy inan isik kahraman kalkan kaplan kara karaaslan karaca karadag karagoz
    karahan karakas karakaya karakoc karakus karatas kartal kaya kayhan keles keskin kilic kilinc koc
    kocak korkmaz kose kurt kurtulus kucuk metin mutlu oz ozcan ozdemir ozden ozen ozer ozgur ozkan ozmen
    ozturk parlak pek peker polat sahin sari savas sen sener simsek sezer soylu sonmez soydan tan tas
    tasci tasdemir tekin temel toprak topal topcu tosun tuna tunc turan turk turkmen ucar uysal ulusoy
    unal uslu uzun ustun yalcin yaman yavas yavuz yildirim yildiz yilmaz yuce yuksel yurt zengin
    """
)

PLACES = words(
    """
    adana adiyaman afyon afyonkarahisar agri aksaray amasya ankara antalya ardahan artvin aydin balikesir
    bartin batman bayburt bilecik bingol bitlis bolu burdur bursa canakkale cankiri corum denizli
    diyarbakir duzce edirne elazig erzincan erzurum eskisehir gaziantep antep giresun gumushane hakkari
    hatay antakya igdir isparta istanbul izmir kahramanmaras maras karabuk karaman kars kastamonu kayseri
    kirikkale kirklareli kirsehir kilis kocaeli izmit konya kutahya malatya manisa mardin mersin mugla mus
    nevsehir nigde ordu osmaniye rize sakarya adapazari samsun siirt sinop sivas sanliurfa urfa sirnak
    tekirdag tokat trabzon tunceli usak van yalova yozgat zonguldak adalar arnavutkoy atasehir avcilar
    bagcilar bahcelievler bakirkoy basaksehir bayrampasa besiktas beykoz beylikduzu beyoglu buyukcekmece
    catalca cekmekoy esenler esenyurt eyupsultan fatih gaziosmanpasa gungoren kadikoy kagithane kartal
    kucukcekmece maltepe pendik sancaktepe sariyer silivri sultanbeyli sultangazi sile sisli tuzla
    umraniye uskudar zeytinburnu levent maslak mecidiyekoy taksim nisantasi goztepe bostanci etiler
    suadiye altunizade cankaya kecioren mamak yenimahalle etimesgut sincan altindag golbasi polatli
    kizilay ulus konak karsiyaka bornova buca bayrakli cigli gaziemir karabaglar balcova alsancak menemen
    torbali odemis bergama cesme urla aliaga nilufer osmangazi yildirim inegol gemlik mudanya muratpasa
    kepez konyaalti alanya manavgat serik kemer kas bodrum fethiye marmaris milas dalaman datca selcuklu
    meram karatay seyhan yuceregir cukurova ceyhan sahinbey sehitkamil tarsus yenisehir mezitli iskenderun
    gebze darica korfez golcuk corlu cerkezkoy bandirma edremit ayvalik nazilli kusadasi didim soke
    salihli akhisar turgutlu melikgazi kocasinan atakum ilkadim tepebasi odunpazari pamukkale merkezefendi
    luleburgaz
    """
)

TRADES = words(
    """
    ambalaj aluminyum ayakkabi bilisim bilgisayar boya buro cam catering celik cicek dagitim danismanlik
    dekorasyon demir deri dis dizayn eczane ecza egitim elektrik elektronik emlak enerji endustri et
    export firin gayrimenkul gida giyim guvenlik hafriyat hali hastane hirdavat hizmetleri hukuk ihracat
    import insaat isi ithalat kafe kagit kimya kirtasiye klima klinik konfeksiyon kozmetik kuafor
    kuyumculuk lojistik lokanta lokantasi makine maden manav market matbaa medikal medya mermer metal
    mimarlik mobilya mobil muhasebe muhendislik nakliyat optik organizasyon orman otel otomotiv oyuncak
    pastane paz pazarlama petrol plastik proje reklam restaurant restoran saglik sanayi seramik sigorta su
    tarim tasarim tasimacilik tekstil temizlik teknik teknoloji telekom ticaret tibbi turizm uretim
    urunleri yapi yazilim yayincilik yedek parca yemek ziraat zuccaciye bakery bank cafe coffee
    construction consulting design energy engineering food hotel insurance logistics marketing media
    software solutions steel supplies technologies textile trading transport travel bau handel technik
    """
)

GENERIC = TRADES | words(
    """
    abi akdeniz altin anadolu as asya ata avrupa bati baris basak birlik bizim buyuk can cinar dogan dogu
    dost dunya ege ekol elit emek genc global grup guler gunes guney guven has holding hunkar ideal
    ikizler inci istanbul kardes kardesler kardesi karadeniz kaya kuzey lider marmara mavi mega merkez
    modern net nur ogullari oglu olimpiyat oz ozel ozgun ozlem pak pro prestij safir sahin saray sehir
    star super sen tek tur turk uc usta ulusal umut yavuz yeni yesil yildiz yildirim zirve royal group
    company partners association international services brothers sons
    """
)


def usual_share(word: str) -> float | None:
    """Return in which share of names a word stands as a rule, None of a word that is not well known."""
    if word in GIVEN:
        return 1 / 64
    if word in GENERIC:
        return 1 / 32
    return 1 / 100 if word in SURNAMES else None
