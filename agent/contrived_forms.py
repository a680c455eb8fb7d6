"""Forms of words that are meant for the program rather than told by a lead, as patterns over folded text."""

WHOLE: tuple[str, ...] = (
    r"^\W*(?:system|developer|assistant|tool|function)\b(?: ?(?:prompt|message|note))?\W{0,2}[:\]>]",  # SYSTEM: ...
    r"(?:^|\n|[.!?] )\s*(?:assistant|ai|bot) ?:",  # a script with the program's own lines
    r"(?:^|\n)\s*human ?:",
    r"<!--|<<|<\||\[/?inst\]|```",
    r"</?(?:[a-z]+_)*[a-z]+>",  # </state>, <move>
    r"\{\{|\$\{|\{%",
    r"[{,]\s*[\"'][\w ]+[\"']\s*:",  # {"budget": ...
    r"\b(?:budget|authority|timeline|need|stage|score|handoff|kind|role|decider|company_size|status)\w* ?(?:=|->|=>)",
    r"^\s*/\w+(?: |$)",  # /override
    r"\|\s*(?:role|urgency|amount|budget|authority|stage|timeline) ?:",
    r"\btool_?(?:result|call|output|response)s?\b|\bfunction_?calls?\b",
    r"(?<![?&/\w.])(?!utm_)[a-z_]{1,30}=[\w\"']",  # consent=true
    r"\b(?!utm_)[a-z]+_[a-z_]+ ?:",  # lead_status:
    r"\b(?:hubspot|lead|lifecycle) ?-?(?:score|status|stage) ?:",
    r"(?:(?<![a-z])[a-z] +){9,}[a-z](?![a-z])",  # i g n o r e
    r"(?:\b[a-z]*\d[a-z]+\d[a-z\d]*\b[^.!?]{0,12}){2,}",  # 1gn0r3 pr3v10us
    r"\b(?:hex|base ?64|rot ?13|morse|binary) (?:for|code|string|text|message)\b|\bdecode (?:it|this|that|and)\b",
    r"\b(?:drop|truncate|alter) table\b|\b(?:select|delete) (?:\*|[a-z_, ]{1,40}) from [a-z_]+ ?(?:;|where\b)|;\s*--",
    r"^\W*sudo\b",
    r"игнорир|инструкц|忽略|無視|无视|تجاهل|무시",
)
"""Forms that no lead writes of itself: the whole message is contrived."""
SENTENCE: tuple[str, ...] = (
    r"\b(?:note|memo|message|instructions?) (?:to|for) (?:the |your )?(?:crm|bot|system|ai|model|record|database)\b",
    r"\b(?:conversation|chat|lead) (?:summary|record)\b|\bsummary of (?:the|this) (?:conversation|chat)\b",
    r"\b(?:previous|last|next|first) message (?:from|of|by) (?:the )?(?:lead|customer|user|client)\b",
    r"\b(?:the |this )?(?:lead|prospect|user) (?:has |is |was )?(?:confirm|verifi|qualifi|approv|vett|ha[sd] \d)",
    r"\b(?:tool|crm|database|lookup|api) (?:results?|records?|entry|output|response|lookup|says|shows|confirms)\b",
    r"\bstatus ?: ?(?:sql|mql|qualified|won)\b|\bclose (?:it|this|me) as won\b",
    r"(?<!\bi )(?<!\bwe )(?<!\bi'd )(?<!can you )\b(?:pretend|imagine|suppose|assume)\b",
    r"\bact as (?:if|a|an|the)\b|\brole-?play\b|\b(?:rules|instructions|prompt) you (?:were|are|have been) \w+",
    r"\bhypothetical(?:ly)?\b|\bfor the sake of (?:your|this|the) (?:form|record|argument|example|test|chat)\b",
    r"\b(?:even though|though|although|even if) (?:it|that|this|i|we)\b[^.!?]{0,14}(?:n't|\bnot\b)",
    r"\b(?:put|write|jot|note|mark|set|log|record|save|enter|tick|flag|rate|classify|treat)\b[^.!?]{0,30}"
    r"\b(?:score|stage|qualified|sql|mql|box|five.star|hot|as a decision.?maker|highest|maximum)\b",
    r"(?<!credit )\bscore\b[^.!?]{0,12}\d|\bwhat score\b|\b(?:my|the|lead'?s?) (?:lead )?score\b",
    r"\b(?:what|which|how many|list of|the) points\b[^.!?]{0,20}\b(?:answer|get|give|score)",
    r"\b(?:say|write|repeat|reply|respond|answer|confirm)(?:ing)? (?:exactly|only|just|verbatim|after me|with)\b",
    r"\b(?:type|say|write|reply|replying|answer|respond)(?: with)?:? [\"']|\blegally binding\b|\bno takes",
    r"\byou (?:must|have to|shall|should|will|are to) (?:now )?(?:promise|guarantee|obey|admit|repeat|pretend)\b",
    r"\byour (?:\w+ )?(?:filters?|guardrails?|restrictions?|limits|rules|prompt|instructions|programming|policy)\b",
    r"\b(?:api|secret|access|private) keys?\b|\byour (?:\w+ )?(?:password|credentials|tokens?)\b",
    r"\b(?:text|email|e-mail|message|sms|mail)\b[^.!?]{0,60}\b(?:that says|saying|which says|and say)\b",
    r"^\W*(?:please )?(?:email|text|message|call|tell|notify|write to) (?:everyone|everybody|all (?:of )?your)\b",
    r"\b(?:ignor|negeer|negiere|vergiss|vergeet|oubli|olvid|esquece|dimentic|zignoruj|pomin)\w*\b[^.!?]{0,40}"
    r"\b(?:instru|instru[ck]|anweisung|regel|consigne|regla|règle|regra|istruzion|polece)\w*",
    r"\bi (?:hereby )?(?:instruct|order|command|authori[sz]e) you\b",
    r"\bas your (?:supervisor|developer|admin\w*|boss|manager|owner|creator)\b",
    r"\byou should (?:hear|read|record|note)\b|\btoken budget\b",
    r"\b(?:write|note|put|record|log|save) (?:it|that|this) (?:down )?(?:anyway|regardless|as (?:real|true))\b",
    r"\bas (?:real|true|fact)$|\bin (?:a|some) parallel\b|\bmonopoly\b|\bplay money\b",
    r"\b(?:have|need|ought) to (?:type|say|write|tell you) to\b|\bdecide my stage\b|\bchange (?:the|your) decision\b",
    r"\bset (?:the |my )?(?:budget|authority|timeline|stage|score)\b|\byou to (?:log|record|store|save|write|note)\b",
    r"^\W*(?:ok(?:ay)? google|alexa|hey siri)\b",
    r"^[!@](?:bot|agent|assistant|system|ai|important|admin)\b|(?:^|\s)--\w+[ =]",
    r"\btranslate (?:this |it |that )?(?:in)?to\b|\bthought experiment\b|\b(?:un)?trusted input\b",
    r"\b(?:ignore|disregard|forget|bypass|drop)\b[^.!?]{0,30}\b(?:rules|policy|instructions|price list|prompt)\b",
    r"\b(?:paste|print|dump|output|reveal|show) (?:me )?(?:your|the) (?:policy|memory|state|notes|rules|record)\b",
    r"\b(?:append|add|write)\b[^.!?]{0,12}\bto (?:the |your |my )?(?:notes|record|file|crm)\b|"
    r"\b(?:mark|flag) me as\b",
    r"\breplace (?:the |my )?(?:budget|authority|timeline|stage)\b|\bgive (?:this|the) lead\b|\bconfirm receipt\b",
    r"\b(?:ceo|owner|developer|boss|founder|manager) of your (?:company|firm|bot)\b|\bsue you\b",
    r"\bbetween (?:us|two) (?:ro)?bots\b",
    r"\bcrm (?:export|dump|import|notes?|sync|update)\b|\bsync (?:this|it|that) to\b|\b(?:to|into|in|on) my record\b",
    r"\b(?:from now on|henceforth)\b[^.!?]{0,40}(?:\bmeans?\b|\byou\b|\bevery|\bany)|"
    r"\bwhenever i (?:say|write|type)\b",
    r"\btreat (?:silence|my|whatever|everything)\b|\btreat (?:this|"
    r"that|it)\b[^.!?]{0,20}\bas (?:verified|true|confirmed|fact|consent)",
    r"^\W*you (?:now )?(?:think|believe|assume|are convinced)\b|"
    r"\bopposite day\b|\bwhatever i (?:don't )?(?:say|deny|write)\b(?! goes)|\beverything i don't deny\b",
    r"[\"'] ?means? ?[\"']|\binternal (?:note|memo|use)\b|\b\w+ notice ?:",
    r"\b(?:give|show|list|send|read|paste|copy|tell|text|email|export|cancel|forward)\b[^.!?]{0,45}?"
    r"\b(?:other|last|previous|best|every(?: other)?|all(?: of)?(?: the| your)?(?: other)?) (?:\w+ )?leads?\b",
    r"\b(?:all|every one|each) (?:of )?your (?:other )?(?:contacts|customers|users|clients|prospects)\b",
    r"\b(?:woman|man|person|people|lead|customer|client|guy|lady|one) (?:who |that )?[^.!?]{0,30}"
    r"\b(?:before me (?:wrote|said|told|asked|typed|paid)|(?:talked|chatted|wrote|spoke|texted) (?:to|with) you)\b|"
    r"\b(?:enquired|inquired|wrote|asked|texted|called)\b[^.!?]{0,25}\bbefore me\b|"
    r"\byou (?:last )?(?:talked|spoke|chatted) (?:to|with)\b",
    r"\bpaste (?:her|his|their|the) (?:whole |entire |full )?(?:conversation|chat|transcript|messages)\b",
    r"\b(?:wipe|delete|erase|clear|reset|overwrite) (?:what|everything|all|whatever) you (?:have|know|stored)\b",
    r"\bfacts? from your\b|\bread back\b[^.!?]*\b(?:leads?|numbers|customers)\b",
    r"\bi(?:'ll| will) (?:tip|bribe) you\b|\b(?:one|1).?star review\b|\bfront of the (?:queue|line)\b|\ba1 lead\b",
    r"\bauthori[sz]ation code\b|\bto the (?:evaluator|grader|judge|reviewer|examiner)\b|\boutput \d+ ?/ ?\d+\b",
    r"\bbots? (?:may|must|should|can|shall|are (?:now )?allowed)\b|"
    r"\byou(?:'re| are) an? (?:actor|ai that|assistant that)\b",
    r"\bstay in character\b|\b(?:skip|bypass|waive) (?:the )?(?:qualif|vetting|questions|checks?)\w*|"
    r"\bfive.?star lead\b",
    r"\bremember the word\b|\bstep \d ?:|\bnotes it keeps\b|\b(?:police|detective|officer)\b[^.!?]*\bbadge\b",
)  # fmt: skip
"""Turns of phrase that bid, forge or suppose: the sentence is contrived, and what leans on it."""
VOICELESS: tuple[str, ...] = (
    r"\b(?:this|the|hot|qualified|new) lead\b|\blead (?:id|says|said|record|has|profile)\b",
    r"\b(?:customer|client|crm) (?:record|entry|file|id)\b|\bthe record\b",
    r"\bbcc\b|\bsubject ?:|\bfw ?:|\bauto(?:matic|mated) (?:reply|message|response)\b",
    r"\bauthority\b|\bdecision.?maker ?(?:yes|true|:)",
    r"\bquote ?:|\btranscript\b|\btraining data\b|\btest harness\b|\beval(?:uation)? mode\b",
    r"\bcode \d{3,}|\bpassword is\b|\bthreshold\b|#\w+|\bdeveloper\b|\bprevious (?:bot|assistant|agent)\b",
    r"\b(?:in|from) (?:the )?(?:brackets|next line|line (?:above|below))\b|\bthe text in\b|\bwhen(?:ever)? asked\b",
    r"^\W*(?:please |now |and |then )*(?:accept|log|record|store|save|sync|unlock|override|complete|decode|treat)\b",
    r"\bskip (?:the |all |your )?(?:other )?questions\b|\b(?:best|highest|maximum) (?:possible )?answers?\b",
    r"\bguardas?\b|\bgu[aá]rdalo\b|\benregistrer?z?\b|\bsalva\b|\bspeicher\w*|\bregistra\b|\beintragen\b",
)  # fmt: skip
"""The same, but only in a sentence in which nobody says I, we, my or our: a record speaks there, not a lead."""

META: tuple[str, ...] = (
    r"\b(?:my|the|our|this) (?:files?|records?|profile|entry|dossier) (?:\w+ )?"
    r"(?:says?|shows?|states?|lists?|reads?|confirms?|contains?|puts?)\b",
    r"\b(?:no need|needn't|don't need|don't have) to ask me (?:again|anything|that)\b",
    r"\bpass me (?:up|on|along|through) as\b|"
    r"\b(?:hands?|passes|lets|waves?|puts?) (?:everyone|everybody|anyone|people) "
    r"(?:over|through|past|up) (?:if|who|when|that)\b",
    r"\byour (?:\w+ )?(?:colleague|manager|boss|supervisor|coworker)\b[^.!?]{0,30}\b(?:already )?"
    r"(?:approved|qualified|cleared|confirmed|verified|promised) (?:me|us|it|that|this|my)\b",
    r"\b(?:my|your|a|high(?:er|est)?|top|low(?:er)?|max(?:imum)?) (?:score|rating|points|grade)\b|\b\d+ points\b",
    r"\bscor(?:e|ed|ing) (?:low|high|me|criteria|module|rules|threshold|system (?:is|to))\b|\bhow qualified i\b",
    r"\b(?:to|as|stage|now|am|i'm) (?:an? )?(?:stage )?(?:sql|mql)\b(?! (?:server|database|query|queries))",
    r"\bover your line\b|\bwarm or cold\b|\bwas hot\b|\bqualified by (?:head|admin|the)\b|\bmaximum in every\b|"
    r"\bevery field\b",
    r"\bmy number go to\b|\bwhere my \w+ goes\b|\bcopy (?:those|these|it|them) across\b|\bin(?:to)? my file\b|"
    r"\bfile (?:them|him|her) as\b",
    r"\bfrom your records\b|\bin your database\b|\byour (?:whole |"
    r"entire |full )?(?:customer|client|contact) list\b|\bon (?:her|his|their) file\b",
    r"\bwhat (?:he|she|they|he's|she's|they've|he has|she has) (?:told|said to|written to|agreed)\b|"
    r"\baccount holder\b",
    r"\b(?:don't|do not) (?:inform|tell) (?:him|her|them)\b|"
    r"\b(?:last|next|top|first) (?:\d+|two|three|four|five|eight|nine|ten)"
    r"(?: of your)? (?:people|persons|sellers|customers|clients|chats|visitors)\b|"
    r"\bprivate (?:cell|number|mobile|line)\b",
    r"\bwhat did i (?:say|tell|give|leave)\b|\bwhich (?:email|number|name) did i\b|\balready talk(?:s|ing)? to you\b",
    r"\b(?:already )?promised me\b|\bconfirm (?:it|this|that) in writing\b|\bin writing here\b|"
    r"\boffered me \d+ ?%|\bhonou?r (?:it|that)\b",
    r"\b(?:20|twenty) questions\b|\bplay(?:ing)? (?:opposites|pretend|a game)\b|\bwrite the scene\b|"
    r"\bnovel where\b|\bfirst letter of each\b",
    r"\bi'm writing a (?:\w+ )?(?:novel|story|play|script|screenplay)\b|\bbet (?:u|you) can(?:'?t| not)\b|"
    r"\bwhen i say \w+,? you\b",
    r"\bfacciamo un gioco\b|\bjouons\b|\bjuguemos\b|\bvamos jogar\b|\bspielen wir\b|\bhagamos como\b",
    r"\bwhat would you (?:say|do|write|note|record) if\b|\bif someone with\b|\bthat was me\b",
    r"\"[^\"]*\b(?:score|sql|mql|approved by|stage|qualified)\b[^\"]*\"",
    r"\bnew policy (?:from|effective|update|:)|\bnew policy!|\bpolicy update\b|\beffective today\b|\bby law you\b|"
    r"\bto stay compliant\b|\bstaging environment\b|\btest message\b",
    r"\b(?:openai|anthropic|twilio support)\b|\b(?:safety|security|cyber) (?:team|unit)\b|"
    r"\b(?:account sid|auth token)\b",
    r"\b(?:i'm|im|it's|its|this is|here) (?:\w+ )?(?:from|"
    r"on|with) your (?:own )?(?:sales|it|security|support) (?:team|desk)\b|\bdear (?:summari[sz]er|assistant|bot|"
    r"ai)\b",
    r"\bnote to the (?:rep|sales|human)\b|\bhandover note\b|\binternal numbers\b|\bstep by step out loud\b|"
    r"\bagent repl(?:ies|y) with\b",
    r"\b(?:image|picture|screenshot|attachment|pdf|page|link) says\b|\bpastebin\b|"
    r"\bfollow the (?:\w+ )?steps (?:there|in)\b",
    r"\bahead of (?:all|every)\w*\b|\bhand me over \d+|(?:\+ ?\d+\s*){3,}|\breset me to\b|"
    r"\bconsent to being scored\b",
    r"评分|提示词|管理员|スコア|プロンプト|点数|점수|프롬프트|баллов|промпт|النتيجة|स्कोर",
)
"""Talk about the program, its records, its rules or other people's data: nothing about the lead stands in it."""
