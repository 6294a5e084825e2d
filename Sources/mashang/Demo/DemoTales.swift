import GridCatalog

/// What people report, by the kind of place. Invented; no sentence comes from a real report.
enum DemoTales {
    struct Tale: Sendable {
        let category: String
        let text: String
    }

    static func all(for kind: Site.Kind) -> [Tale] {
        switch kind {
        case .buildingSite: buildingSite
        case .estate: estate
        case .village: village
        case .market, .school, .hospital, .park, .station: publicPlace
        }
    }

    private static let buildingSite = [
        Tale(category: "D10", text: "我在工地扎钢筋，班组长说项目部没拨款，{n}个月工钱没发，一起的有{n}个人。"),
        Tale(category: "D10", text: "木工班{n}个人的工资从八月拖到现在，打电话不接，我们等钱回家。"),
        Tale(category: "D09", text: "夜里十二点以后还在打桩，楼上老人整夜睡不着，已经{n}天了。"),
        Tale(category: "D20", text: "工地围挡歪了，风一吹就晃，旁边就是小学生上学的路。"),
        Tale(category: "D10", text: "在工地把手砸伤了，包工头只给了{n}百块，说不认识我。"),
        Tale(category: "D06", text: "工地的石子掉下来砸到我的车，找项目部没人理。"),
    ]

    private static let estate = [
        Tale(category: "D11", text: "{n}栋的电梯坏了一个星期，老人腿脚不好下不了楼，物业总说等配件。"),
        Tale(category: "D02", text: "楼上漏水漏到我家卧室，墙皮都掉了，找了{n}次都说不是他家的事。"),
        Tale(category: "D02", text: "隔壁每天晚上唱歌到十一二点，孩子要写作业，说了几次反而更大声。"),
        Tale(category: "D11", text: "地下车库的灯坏了{n}盏，黑得看不见，车被刮了也没有监控。"),
        Tale(category: "D20", text: "楼道里停满电瓶车，还拉线充电，消防门也堵住了。"),
        Tale(category: "D11", text: "物业费涨了，公共收益从来不公布，业委会说换届换了{n}个月。"),
        Tale(category: "D17", text: "交房{n}年了还办不了房产证，孩子上学要用，开发商一直推。"),
        Tale(category: "D01", text: "老母亲轮流养，二哥今年不接也不出钱，一家人吵得不可开交。"),
        Tale(category: "D02", text: "对门养了{n}条狗，电梯里乱撒尿，昨天还吓到了小孩。"),
    ]

    private static let village = [
        Tale(category: "D03", text: "邻居盖房把滴水滴到我家院子，地基也过了线{n}十公分。"),
        Tale(category: "D07", text: "流转的{n}亩地，租金拖了一年，合同在村上。"),
        Tale(category: "D05", text: "上游把沟堵了放水养鱼，我们下面{n}户秧田没水。"),
        Tale(category: "D08", text: "修路占了我家的地，青苗补偿算少了，想看看是怎么量的。"),
        Tale(category: "D01", text: "女儿离婚后孩子的抚养费{n}个月没给，对方电话也换了。"),
        Tale(category: "D19", text: "低保评议没有公示，条件好的评上了，我家真正困难的没有。"),
        Tale(category: "D02", text: "隔壁把柴堆在公用的路上，三轮车过不去，收红苕都要人背。"),
        Tale(category: "D20", text: "村口的变压器旁边电线垂下来了，离地只有一人高。"),
        Tale(category: "D06", text: "他家的狗咬了我的鸡{n}只，还差点咬到娃娃，不肯赔。"),
        Tale(category: "D21", text: "想问一下残疾人补贴怎么办，需要带什么。"),
    ]

    private static let publicPlace = [
        Tale(category: "D14", text: "办了{n}百元的卡，才用两次店就关了，电话打不通。"),
        Tale(category: "D13", text: "门口路面塌了一块，晚上没有灯，昨天有人摔了。"),
        Tale(category: "D09", text: "旁边烧烤摊油烟太大，每天到半夜，窗户都不敢开。"),
        Tale(category: "D12", text: "看病收费和价目表对不上，问了{n}次没有人解释。"),
        Tale(category: "D20", text: "门口的井盖坏了一个角，老人小孩来来往往很危险。"),
        Tale(category: "D21", text: "建议在这里装一个长凳，等车的老人没有地方坐。"),
    ]

    static let names = ["周大姐", "刘师傅", "陈永福", "李秀英", "王婆婆", "张建国", "赵嬢嬢", "吴小平"]
    static let visits = [
        "上门看了现场，双方都在，先听了各自的说法，约好后天再谈。", "电话联系了当事人，今天下午到现场看过，拍了照片。",
        "和社区书记一起去的，情况属实，已经通知对方来站里。", "家里没人，在门上留了条，邻居说晚上回来。",
    ]
    static let evidence = [
        "双方签字的调解记录一份；现场照片三张。", "付款截图一张，居民当面看过。", "维修单一张，居民签字；修好后的照片两张。",
    ]

    static let outcomes = [
        "双方当面谈好，已经按说的做了，现场看过没有问题。", "已经修好，用了一天没有再坏，请您看看。",
        "钱已经补到本人卡上，收条拍照留存。", "对方认了错，写了保证，今后再犯由社区处理。",
    ]
    static let contests = ["只修了一半，今天又坏了。", "钱只给了一部分，说好的不算数。", "没有人来过，怎么就办好了。"]
    static let returns = ["地界在隔壁网格那边，请站里定。", "当事人是我家亲戚，请站里另派人。"]
    static let pauses = [
        ("在等房屋安全鉴定的结论。", "鉴定机构受理回执一张；双方签字的中止同意书。"),
        ("对方在外地住院，家属说月底回来。", "住院证明照片一张；双方同意等他回来再谈的记录。"),
    ]
    static let declines = [
        ("这件事法院已经立案，正在审理，站里不能另作处理。", "雁江区人民法院诉讼服务中心，电话12368。"),
        ("对劳动仲裁裁决不服，要在十五天内向法院起诉。", "雁江区人民法院诉讼服务中心，电话12368；法律援助12348。"),
    ]
    static let referrals = ["当事人人数多、金额大，请贵单位依法查处，并把结果答复我们。", "涉及行政管理职责，请贵单位到现场查看并答复。"]
    static let answers = ["已到现场检查，责令七日内整改，整改情况会再函告。", "已立案，要求对方五日内支付，逾期依法处理。"]
    static let supervisions = ["居民又催了，请三个工作日内书面说明进度和下一步。"]
    static let replies = ["已约双方后天上午到站里当面谈，谈完当天报结果。"]
    static let additions = ["补充一句：昨天晚上又发生了一次，有录像。"]
    static let reviews = ["处理意见只写了对方的说法，我交的票据没有看。"]
    static let callBacks = ["电话问过本人，确实解决了，没有再发生。", "上门看过，修好的地方还好用，本人满意。"]
    static let conclusions = ["调阅了全部材料，又到现场量过，意见如上。"]

    /// Words that the emergency rules know.
    static let urgent = [
        Tale(category: "D01", text: "隔壁又打起来了，听见砸东西，孩子在哭。"),
        Tale(category: "D02", text: "楼下两家人在吵架，有一个人拿刀了，快来人。"),
        Tale(category: "D10", text: "有个工友说拿不到钱就要跳楼，现在站在楼顶上。"),
    ]
}
