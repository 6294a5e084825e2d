import GridCatalog
import Matters

/// A district of one township and two villages that has nothing wrong with it; each test spoils one thing.
struct SampleDistrict {
    private var files = SampleDistrict.good

    static let day = LocalDate(year: 2026, month: 11, day: 22)!

    var folder: GridFolder { GridFolder(files: files) }

    /// The same district with one text in one file changed. The text must be there, or the test means nothing.
    func changing(_ file: String, _ old: String, to new: String) -> Self {
        let text = String(decoding: files[file] ?? [], as: UTF8.self)
        precondition(text.contains(old), "\(file) has no “\(old)”")
        return replacing(file, with: Array(text.replacing(old, with: new).utf8))
    }

    func adding(_ line: String, to file: String) -> Self {
        replacing(file, with: (files[file] ?? []) + Array((line + "\n").utf8))
    }

    func replacing(_ file: String, with bytes: [UInt8]?) -> Self {
        var copy = self
        copy.files[file] = bytes
        return copy
    }

    func bytes(_ file: String) -> [UInt8] { files[file] ?? [] }

    func read() -> (catalog: Catalog?, problems: [Problem]) { CatalogParse.read(folder, on: Self.day) }

    private static let good: [String: [UInt8]] = [
        "calendar/2026.csv": calendar2026, "calendar/2027.csv": "date,kind,name\n2027-01-01,off,元旦\n",
        "rules/categories.csv": categories, "rules/tiles.csv": tiles, "rules/hotlines.csv": hotlines,
        "rules/emergencies.yaml": emergencies, "rules/limits.yaml": limits, "rules/routing.yaml": routing,
        "yanjiang/divisions.csv": divisions, "yanjiang/cells.csv": cells, "yanjiang/sites.csv": sites,
        "yanjiang/stations.csv": stations, "yanjiang/bodies.csv": bodies, "yanjiang/staff.csv": staff,
        "yanjiang/shapes.geojson": shapes,
    ].mapValues { Array($0.utf8) }

    private static let divisions = """
        code,name,level,parent
        512002,雁江区,county,
        512002001,莲花街道,township,512002
        512002001001,九眼桥社区,village,512002001
        512002001201,凤凰村,village,512002001

        """

    // 九眼桥社区's second cell was divided on 1 July 2026.
    private static let cells = """
        code,name,kind,village,households,valid_from,valid_until,predecessors
        512002001001001,第一网格,ordinary,512002001001,260,2024-01-01,,
        512002001001002,第二网格,ordinary,512002001001,510,2024-01-01,2026-06-30,
        512002001001003,第三网格,ordinary,512002001001,250,2026-07-01,,512002001001002
        512002001001004,第四网格,ordinary,512002001001,260,2026-07-01,,512002001001002
        512002001201001,凤凰村网格,ordinary,512002001201,300,2024-01-01,,
        512002001201901,滨江工地专属网格,special,512002001201,0,2025-03-01,,

        """

    private static let sites = """
        id,name,kind,cell,address,lat,lon,valid_from,valid_until
        S0001,九眼桥社区党群服务中心,village,512002001001001,"莲花街道,九眼桥路1号",30.125,104.645,2024-01-01,
        S0002,莲花小区,estate,512002001001002,莲花街道九眼桥路9号,30.125,104.665,2024-01-01,
        S0003,滨江工地,buildingSite,512002001201901,莲花街道滨江路,30.135,104.655,2025-03-01,

        """

    private static let stations = """
        id,name,kind,specialty,division,address,phone
        st-512002,雁江区矛盾纠纷调处中心,county,,512002,政府路1号,028-5550-0001
        st-512002001,莲花街道一站式平台,township,,512002001,九眼桥路2号,028-5550-0002
        st-family,雁江区婚姻家庭站,specialised,family,512002,,028-5550-0003
        st-discipline,雁江区纪检监察站,discipline,,512002,,028-5550-0004

        """

    private static let bodies = """
        id,name,kind,division,phone,categories
        rsj,雁江区人力资源和社会保障局,人社局,512002,028-5550-1001,D10

        """

    private static let staff = """
        login,name,role,scope,cells,station,phone,valid_from,valid_until
        g0001,王小英,gridWorker,,512002001001001 512002001001003,st-512002001,199-0000-0001,2024-01-01,
        g0002,李建国,gridWorker,,512002001001004 512002001201001 512002001201901,st-512002001,,2024-01-01,
        g0003,赵退休,gridWorker,,512002001001002,st-512002001,,2020-01-01,2025-12-31
        s512002001,周站长,stationChief,512002001,,,,2024-01-01,
        county1,吴督办,countySupervisor,512002,,,,2024-01-01,
        admin1,郑管理,admin,,,,,2024-01-01,
        s-discipline,陈纪检,stationChief,,,st-discipline,,2024-01-01,

        """

    // Three cells in a row share their borders; the village lies north of them.
    private static let shapes = """
        {"type": "FeatureCollection", "features": [
        \(feature("512002001001001", west: 104.64, east: 104.65, south: 30.12, north: 30.13)),
        \(feature("512002001001003", west: 104.65, east: 104.66, south: 30.12, north: 30.13)),
        \(feature("512002001001004", west: 104.66, east: 104.67, south: 30.12, north: 30.13)),
        \(feature("512002001201001", west: 104.64, east: 104.67, south: 30.13, north: 30.14))
        ]}

        """

    static func feature(_ cell: String, west: Double, east: Double, south: Double, north: Double) -> String {
        let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return #"{"type": "Feature", "properties": {"cell": "\#(cell)"}, "geometry": {"type": "Polygon", "#
            + #""coordinates": [\#(ring)]}}"#
    }

    private static let calendar2026 = """
        date,kind,name
        2026-01-01,off,元旦
        2026-02-14,work,调休上班
        2026-10-01,off,国庆

        """

    private static let categories = """
        code,parent,name_zh,name_en,plain_zh,plain_en,tile,urgency,handled_by_zh,handled_by_en,evidence_zh,evidence_en,\
        source
        D01,,婚姻家庭,Marriage & family,家里人闹矛盾,family quarrels,family,none,婚姻家庭站,family station,户口本,papers,domain 4
        D0106,D01,家暴,Domestic violence,,,,danger,,,,,domain 4
        D10,,劳动欠薪,Labour & wages,干活不给钱,unpaid wages,wages,none,劳动监察,labour inspection,考勤,time sheets,domain 4

        """

    private static let tiles = """
        tile,category,name_zh,name_en,hint_zh,hint_en
        wages,D10,欠薪,Wages,干活不给钱,Unpaid work
        family,D01,家里事,Family,家里人闹矛盾,Family quarrels

        """

    private static let hotlines = """
        number,name_zh,name_en,when_zh,when_en,everywhere,source,checked_on
        110,报警,Police,有人打人,Somebody is being hurt,yes,[L],2026-11-22
        12333,劳动保障,Labour,工资拿不到,Wages are not paid,no,[W],2026-11-22

        """

    private static let emergencies = """
        - id: E10
          name: {zh: 被关, en: Confinement}
          phrases: [扣身份证, 不让走]
          call: ["110", "12110"]
          advice: {zh: 先打110。, en: Call 110 first.}
          source: domain 5
        - id: E2
          name: {zh: 家暴, en: Domestic violence}
          phrases: [老公打我, 家暴]
          call: ["110"]
          advice: {zh: 先离开，再打110。, en: "Leave first, then call 110."}
          source: domain 5

        """

    private static let limits = """
        version: "2026-11"
        limits:
          - id: R01
            from: 2026-01-01
            what: {zh: 有人看到, en: seen by a person}
            starts: filed
            stops: [accepted, visited]
            amount: 30
            unit: dutyMinutes
            duty: {from: "07:00", to: "22:00", resume: "08:00"}
            basis: {zh: 本平台承诺, en: own promise}
            local: true
          - id: T05
            from: 2022-05-01
            what: {zh: 办完并答复, en: finish and answer}
            promise: {zh: "{date}前办完，给您答复", en: "finished and answered by {date}"}
            starts: accepted
            stops: [resolved]
            amount: 60
            unit: days
            statute: {amount: 60, unit: days}
            basis: {zh: 《信访工作条例》第三十四条, en: "Regulations on Petition Work, art. 34"}
            local: false
          - id: T04
            from: 2022-05-01
            what: {zh: 提出异议, en: object}
            starts: transferred
            stops: [returned]
            amount: 5
            unit: workingDays
            statute: {amount: 5, unit: workingDays}
            basis: {zh: 《信访工作条例》第二十三条, en: "Regulations on Petition Work, art. 23"}
            local: false

        """

    private static let routing = """
        version: "2026-11"
        rules:
          - id: family-station
            when: {categories: [D01]}
            to: {worker: cell, lead: township}
            assist: [{kind: specialised, specialty: family}]
            reason: {zh: 婚姻家庭纠纷由专门站点协办, en: the family station assists}
          - id: township
            when: {}
            to: {worker: cell, lead: township}
            reason: {zh: 由所在乡镇街道办理, en: handled by the township}

        """
}

extension [Problem] {
    /// `cells.csv:17 duplicate` for each, with the district's folder left out.
    var brief: [String] {
        map { problem in
            let file = problem.file.split(separator: "/").last.map(String.init) ?? problem.file
            return "\(file)\(problem.line.map { ":\($0)" } ?? "") \(problem.kind.rawValue)"
        }
    }
}
