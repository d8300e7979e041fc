//! One form for every character: full-width to half-width, the variants of dashes, quotes and brackets to one, traditional to simplified.

/// Traditional characters of the vocabulary of notices, each at the place of its simplified form below.
const TRADITIONAL: &str = "單責頭牽協辦區縣門間產業務會與員長東車馬書見貝風飛電機關開處場報導導廳廠廣鄉鎮農陽階際際險隊陸離難雲靈點黨體無為爲眾創劃則劑動勞勢包單衛厲參雙發變號葉員問啟國圍園圖圓團土壓壞塊報壇壯備復夠夥奪奮獎婦媽學孫寧實寫寬寶將對導尋屆屬岡島峽層崗嶺幣帥師帳帶幫幹幾庫應廟廢彈彌強彎當徑從復徹恆悅懸惡愛態慮慶憂懷戰戲戶拋擴掃揚換據擇擊擋擔據攔攝敗敘數敵斷時晉曉暫曆會朝術條來極構樣標樓樹橋檔檢權歡歐歲歷歸殘殺毀氣決沖況洶浹淚淨淺淵減渦測湯溝溫準滅滿漁漢潔潛潤澤濟濕濤瀏灘災煙煉熱爭爾牆狀獨獲環現瑪療癥盜盡監盤眾睜碼礎礙禮禍種稅穀積穩窮竄筆節範築簡簽籌糧糾紀約紅納純紙級紋紡細終組絡結給統經維綱網緊線練緩編緣縮總績織繼續罰罷義習聖聞聯聲職肅脈腦膚臨舉舊艦艱藝節蘇藥萬蓋藍處虛蟲衝補裝裡製複規視親覺觀計訂討訓記設許訴診評詞試話該詳認語誤說課調談請論諸謀講謝證識譜警議護譽讀讓豐貧貨販貫貴買貿費資賀賓賞賠質購贈贏趙趕跡踐車軌軍軟較載輔輕輛輪輯輸轉辭邊達遷過運還進遠適選遺遼鄰醫釋錄鋼錢錦鏈鏡鐵鑒閉閱闊陣陰陳雜雞離雖霧靜韓頂項順須預領頻題額顏願顧類顯饋餘館駐騎騰驗驅驟鬧魚鮮鳥齊齒齡龍齊於們個億價優儲兩冊凍凱劇勵勝勻協厭嚴團壹貳參擬據損摯擺攜攤敵樂準濱濾煩燈營牌猶畝畫異當疊發盧硬確祕稱窩競籃籍級絕縣縱職腳蕩藉衛裏詢誠誰諮貝賬賣賴輩連週遊違鄭錯鍵閣隨隱雇響顆頁飯飲養駕騙髮鬆鬥黃財聽賽廚擁廈塗張棟噸臺隻盞篩査闆戶麵藝廟貳嶺澤";
/// The simplified forms, one for one.
const SIMPLIFIED: &str = "单责头牵协办区县门间产业务会与员长东车马书见贝风飞电机关开处场报导导厅厂广乡镇农阳阶际际险队陆离难云灵点党体无为为众创划则剂动劳势包单卫厉参双发变号叶员问启国围园图圆团土压坏块报坛壮备复够伙夺奋奖妇妈学孙宁实写宽宝将对导寻届属冈岛峡层岗岭币帅师帐带帮干几库应庙废弹弥强弯当径从复彻恒悦悬恶爱态虑庆忧怀战戏户抛扩扫扬换据择击挡担据拦摄败叙数敌断时晋晓暂历会朝术条来极构样标楼树桥档检权欢欧岁历归残杀毁气决冲况汹浃泪净浅渊减涡测汤沟温准灭满渔汉洁潜润泽济湿涛浏滩灾烟炼热争尔墙状独获环现玛疗症盗尽监盘众睁码础碍礼祸种税谷积稳穷窜笔节范筑简签筹粮纠纪约红纳纯纸级纹纺细终组络结给统经维纲网紧线练缓编缘缩总绩织继续罚罢义习圣闻联声职肃脉脑肤临举旧舰艰艺节苏药万盖蓝处虚虫冲补装里制复规视亲觉观计订讨训记设许诉诊评词试话该详认语误说课调谈请论诸谋讲谢证识谱警议护誉读让丰贫货贩贯贵买贸费资贺宾赏赔质购赠赢赵赶迹践车轨军软较载辅轻辆轮辑输转辞边达迁过运还进远适选遗辽邻医释录钢钱锦链镜铁鉴闭阅阔阵阴陈杂鸡离虽雾静韩顶项顺须预领频题额颜愿顾类显馈余馆驻骑腾验驱骤闹鱼鲜鸟齐齿龄龙齐于们个亿价优储两册冻凯剧励胜匀协厌严团壹贰参拟据损挚摆携摊敌乐准滨滤烦灯营牌犹亩画异当叠发卢硬确秘称窝竞篮籍级绝县纵职脚荡借卫里询诚谁咨贝账卖赖辈连周游违郑错键阁随隐雇响颗页饭饮养驾骗发松斗黄财听赛厨拥厦涂张栋吨台只盏筛查板户面艺庙贰岭泽";

/// A table from traditional to simplified characters, made once per text.
#[derive(Debug)]
pub(crate) struct Simplifier {
    pairs: Vec<(char, char)>,
}

impl Simplifier {
    /// The table, sorted for searching.
    pub(crate) fn new() -> Self {
        let mut pairs: Vec<(char, char)> = TRADITIONAL.chars().zip(SIMPLIFIED.chars()).collect();
        pairs.sort_unstable();
        pairs.dedup_by_key(|pair| pair.0);
        Self { pairs }
    }

    /// The simplified form of a character, itself when there is none.
    pub(crate) fn of(&self, c: char) -> char {
        let found = self.pairs.binary_search_by_key(&c, |pair| pair.0);
        found.ok().and_then(|at| self.pairs.get(at)).map_or(c, |pair| pair.1)
    }
}

/// Whether the character leaves no trace: joiners, marks of order, the return before a line feed.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c, '\r' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{202a}'..='\u{202e}' | '\u{00ad}' | '\u{fe00}'..='\u{fe0f}')
}

/// The one form of a character: full-width ASCII as ASCII, dashes as —, quotes as “ ”, blanks as a space.
pub(crate) fn one_form(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).saturating_sub(0xfee0)).unwrap_or(c),
        '\u{3000}' | '\u{00a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{000b}' | '\u{000c}' => ' ',
        '–' | '―' | '─' | '━' | '‒' | '﹘' | '⸺' | '−' | 'ー' => '—',
        '「' | '『' | '〝' | '„' | '‟' => '“',
        '」' | '』' | '〞' | '〟' => '”',
        '∶' | '︰' | '﹕' | '꞉' => ':',
        '﹙' | '⟮' => '(',
        '﹚' | '⟯' => ')',
        '﹐' => ',',
        '﹔' => ';',
        '﹑' | '､' => '、',
        '｡' | '﹒' => '。',
        '〈' => '《',
        '〉' => '》',
        '〜' | '∼' | '˜' => '~',
        '│' | '┃' | '¦' => '|',
        '\u{2028}' | '\u{2029}' | '\u{0085}' => '\n',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{SIMPLIFIED, Simplifier, TRADITIONAL, is_invisible, one_form};

    #[test]
    fn the_table_has_one_simplified_form_for_each_traditional_one() {
        assert_eq!(TRADITIONAL.chars().count(), SIMPLIFIED.chars().count());
        let table = Simplifier::new();
        let simple = |text: &str| text.chars().map(|c| table.of(c)).collect::<String>();
        assert_eq!(simple("牽頭單位:市衛生健康委員會;責任領導"), "牵头单位:市卫生健康委员会;责任领导");
        assert_eq!(simple("完成時限 總責任人 協辦單位"), "完成时限 总责任人 协办单位");
    }

    #[test]
    fn widths_and_variants_fall_together() {
        let one = |text: &str| text.chars().filter(|c| !is_invisible(*c)).map(one_form).collect::<String>();
        assert_eq!(one("（１２３）：％；，．＊"), "(123):%;,.*");
        assert_eq!(one("「甲」–乙\u{3000}丙\u{200b}"), "“甲”—乙 丙");
    }
}
