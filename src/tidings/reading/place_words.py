"""Words that tell a place name from other names, and the ones that look like places and are not."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STRICT_LOCATIVE = _words("""
    across around at from in inside into near outside throughout within
""")
COMPASS = _words("""
    central downtown east eastern greater inner mid north northeast northeastern northern northwest
    northwestern rural south southeast southeastern southern southwest southwestern suburban upstate west
    western
""")
# A public body bears the name of the place it serves: 'Laurel County Sheriff', 'Carthage Police'.
PUBLIC_BODY = _words("""
    airport area attorney authority avenue board campus chamber city civic commission commissioner
    commissioners community convention coroner council councilman county court courthouse democrat
    democratic democrats department district elementary emergency ems fairgrounds fire gov. governor
    health high highway hospital house housing international jail junior legislature library man mayor
    medical metro metropolitan middle municipal native park parks planning police post prosecutor public
    recreation regional rep. republican republicans resident residents road rural school schools sen.
    senate senior sewer sheriff state street superintendent supervisor town township transit trustees
    university utilities village visitors volunteer water woman women's zoning
""")
# After a place these make another name: 'Washington Post', 'Boston Globe', 'Paris Hilton Inc.'.
OTHER_NAME = _words("""
    airlines airways bank co. corp corp. daily gazette globe group herald inc inc. journal llc ltd motors
    news post press records star sun times tribune
""")
STREET = _words("""
    ave ave. avenue blvd blvd. boulevard bridge circle court dr. drive expressway freeway highway lane
    parkway pike plaza rd rd. road route square st st. street turnpike
""")
NATURE = _words("""
    airport base bay beach borough camp canton canyon cape coast county creek dam desert district falls
    forest glacier governorate gulf harbor harbour heights hill hills island islands lake mountain
    mountains municipality oblast ocean parish park peninsula plateau port prefecture province region
    reservoir ridge river sea springs state strait township trail valley village wilderness
""")
# Titles and words of rank: what follows is a person.
TITLE = _words("""
    agent archbishop attorney bishop capt. captain cardinal chancellor chief coach col. colonel
    commissioner congressman congresswoman councilman councilwoman cpl. deputy det. detective dr dr.
    father gen gen. general gov. governor judge justice king lady lieutenant lord lt. maj. major mayor
    minister mr mr. mrs mrs. ms ms. named officer pfc. pope president prince princess prof. professor
    quarterback queen rep rep. representative rev. reverend saint secretary sen sen. senator sergeant sgt.
    sheriff sir spc. spokesman spokeswoman superintendent
""")
# 'the village of Maliuc', 'the province of Orientale': the name of such a thing follows, known or not.
CLASS = _words("""
    area borough capital cities city commune communities community counties county department district
    districts governorate hamlet island islands municipalities municipality neighborhood neighbourhood
    outskirts port prefecture province provinces region regions republic state states suburb suburbs town
    towns township village villages
""")
# 'a Winona man', 'her Lanexa home': before these a name says where somebody is from or something stands.
LOCAL_THING = _words("""
    apartment area authorities boy city counties county couple district factory family firefighters girl
    home house man mayor men native neighborhood neighbourhood office officials plant police province
    region residence resident residents school schools store student students suburb teen teenager woman
    women
""")
# 'West Nile virus', 'Hong Kong Flu': a sickness named for a place.
SICKNESS = _words("""
    [virus disease ebolavirus encephalitis fever flu measles strain syndrome variant virus
""")
# Names of towns somewhere that in a news text are nearly always another word.
NOT_PLACES = _words("""
    a academy agro airport all along an and any apr april are as at aug august autumn avenue baby ball
    bank base bath batman battle bay be beach been bell best between bible black blue board bond both
    bridge brown business but by call camp campus can cash catholic center central champion christian
    christmas church city college commerce congress conservative contact cook council county court dam
    data date dec december defiance democrat department did district do does during earth east easter
    eastern eden eight energy english enterprise era est faith fall father feb february federal first five
    for forest fort four fri friday friendship from general god grace gray green grey grove guard hall ham
    he her here hill hills his historic home hope hospital house how human i if in independence industry
    international internet is islam island it jail jan january jewish joy jul july jun june junior justice
    king labor labour lake last liberal liberty lord lot major male man many mar march may mayor media
    metropolitan mill mills minister mobile modern mon monday moon more most mother much muslim my
    national new news next nice nine no normal north northeast northern northwest not nov november oct
    october of old olympic on one opportunity or orange our over page park photo point police port post
    president press price prince queen ramadan red republican river road sale same sat saturday school
    second senate senior sep sept september seven she six sky so some son south southeast southern
    southwest speed sports spring springs star stars state station street success summer sun sunday
    superior tea temple ten thanksgiving that the their there these they third this those three thu
    thursday times to today tomorrow tour town tue tuesday two under union university valley vice was we
    wed wednesday west western what when where white who why winter with world yes yesterday you young
    your
""")
# Of these the ones that are places when the sentence says so ('in Orange, Texas', 'the city of Mobile').
ONLY_WITH_A_SIGN = _words("""
    bath central champion commerce defiance eden energy enterprise friendship hope independence justice
    liberal liberty male mobile nice normal orange reading speed temple union
""")
# A road by its number: 'Highway 19', 'Interstate 45'.
ROAD = _words("""
    highway hwy hwy. interstate route
""")
# Before a street or a creek the gazetteer does not know.
FEATURE_SIGNS = STRICT_LOCATIVE | _words("""
    , acre along and annual between by county down nearby of off on onto over past state the to up
""")
# Institutions that local news in the United States speaks of and the world's foreign pages hardly do.
AMERICAN_WORDS = _words("""
    counties county freshman sheriff sheriffs sophomore statewide township zip
""")
AMERICAN_PAIRS = frozenset(
    tuple(pair.split("_"))
    for pair in _words("""
        circuit_court city_council city_hall city_manager city_schools district_attorney elementary_school
        fire_department grand_jury high_school highway_patrol middle_school planning_commission
        police_department property_tax public_schools school_board school_district state_troopers
    """)
)
# 'Sand Creek', 'Kelley Lane', 'Laurel County': together with what stands before, one name; the first word
# alone is none.
BOUND_AFTER = STREET | _words("""
    bay beach canyon coast county creek dam desert falls forest glacier gulf harbor harbour heights hill
    hills island islands lake mountain mountains ocean parish park peninsula plateau ridge river sea
    springs strait township trail valley wilderness
""")
# Only a town has these: 'Jordan High School', 'Lebanon Fire Department'.
TOWN_BODY = _words("""
    city elementary fire high junior-senior mayor middle school schools township varsity
""")
# Before 'Court', 'District' or 'Park' these make an institution, not a street or a stretch of land.
COURTS = _words("""
    appeals central chancery circuit city commissioners county district east family federal high historic
    juvenile municipal north probate public school south state superior supreme west
""")
# Small words inside names: 'Rio de Janeiro', "People's Republic of China".
JOINING = _words("""
    & 's - al and d' da de del di do dos du el la le of on sur the upon von ’s
""")
