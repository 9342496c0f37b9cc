"""Shapes of a lab's answers. Made from its OpenAPI document by tools/write_schema.py; do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, Union


class Accepted(TypedDict):
    accepted: Literal[True]
    aggregateId: str
    facts: list[str]
    id: str
    position: int
    repeated: bool
    version: int


class ArtifactRef(TypedDict):
    digest: str
    sizeBytes: int


class BrowserSession(TypedDict):
    holder: Any


class CampaignBudget(TypedDict):
    costUsd: NotRequired[float]
    evaluations: NotRequired[float]
    executorSeconds: NotRequired[float]
    tokens: NotRequired[float]
    wallSeconds: NotRequired[float]


class CampaignChampion(TypedDict):
    experimentId: str
    noVerdict: NotRequired[str]
    rung: NotRequired[str]
    score: float


class CampaignConfigBudget(TypedDict):
    costUsd: NotRequired[float]
    evaluations: NotRequired[int]
    executorSeconds: NotRequired[float]
    tokens: NotRequired[int]
    wallSeconds: NotRequired[float]


class CampaignConfigForkedFrom(TypedDict):
    campaign: str
    number: int


class CampaignConfigGeneratorModelsItem(TypedDict):
    inputUsdPerMillion: float
    name: str
    outputUsdPerMillion: float
    roles: list[Literal['write', 'repair', 'plan', 'summarise']]
    share: float


class CampaignConfigGenerator(TypedDict):
    language: Literal['python', 'javascript']
    mode: Literal['all-intra', 'low-delay', 'random-access']
    models: list[CampaignConfigGeneratorModelsItem]
    provider: Literal['template', 'openai', 'replay']


class CampaignConfigImportsItemCode(TypedDict):
    digest: str
    sizeBytes: int


class CampaignConfigImportsItem(TypedDict):
    code: CampaignConfigImportsItemCode
    fileName: str
    language: Literal['python', 'javascript', None]


class CampaignConfigLimits(TypedDict):
    cpuMs: NotRequired[int]
    memoryBytes: NotRequired[int]
    outputBytes: NotRequired[int]
    wallMs: NotRequired[int]


class CampaignConfigParametersOperators(TypedDict):
    crossover: float
    edit: float
    repair: float
    rewrite: float
    sweep: float


CampaignConfigParameters = TypedDict('CampaignConfigParameters', {
    'complexityBins': 'list[float]',
    'concurrency': 'int',
    'escalateAfter': 'int',
    'eta': 'int',
    'finals': 'int',
    'islands': 'int',
    'lag': 'int',
    'lambda': 'float',
    'lessonEvery': 'int',
    'lessonLife': 'int',
    'lessonsKept': 'int',
    'madFloor': 'float',
    'migrateEvery': 'int',
    'minPeers': 'int',
    'operators': 'CampaignConfigParametersOperators',
    'resamples': 'int',
    'reservedExecutorSeconds': 'float',
    'resetAfter': 'int',
    'seeds': 'int',
    'stopAfterStagnant': 'int',
    'stopAfterUndrafted': 'int',
    'targetScore': 'float',
    'trialTokens': 'int',
    'trials': 'int',
    'ucb': 'float',
    'uniformShare': 'float',
    'voters': 'int',
})


class CampaignConfigPromptsValue(TypedDict):
    digest: str
    sizeBytes: int


class CampaignConfigRungsItemClipsItem(TypedDict):
    frames: int
    of: str


class CampaignConfigRungsItem(TypedDict):
    clips: list[CampaignConfigRungsItemClipsItem]
    name: str
    promote: Literal['all', 'better', 'best']
    qualities: list[int]


class CampaignConfig(TypedDict):
    budget: CampaignConfigBudget
    clips: list[Clip]
    control: Literal['search', 'random']
    flags: list[str]
    forkedFrom: CampaignConfigForkedFrom
    fullFrames: int
    generator: CampaignConfigGenerator
    goal: str
    hints: list[str]
    imports: list[CampaignConfigImportsItem]
    lane: Literal['cpu', 'gpu']
    limits: CampaignConfigLimits
    parameters: CampaignConfigParameters
    prompts: dict[str, CampaignConfigPromptsValue]
    rungs: list[CampaignConfigRungsItem]
    sealed: list[Clip]
    sealedFrom: int
    sealedQualities: list[int]
    seed: int
    track: Literal['pure', 'open']


class CampaignFailuresItem(TypedDict):
    cause: str
    count: int


class CampaignParetoItem(TypedDict):
    decodeMs: float
    experimentId: str
    score: float


class CampaignProgressItem(TypedDict):
    number: int
    score: float


class CampaignProposalsItemConsultationsItemTokens(TypedDict):
    input: int
    output: int


class CampaignProposalsItemConsultationsItem(TypedDict):
    costUsd: float
    model: str
    prompt: str
    reply: str
    role: Literal['plan', 'vote', 'summarise']
    said: str
    tokens: CampaignProposalsItemConsultationsItemTokens


class CampaignProposalsItemDrawsItem(TypedDict):
    candidates: list[str]
    chosen: str
    name: str
    value: float
    weights: list[float]


class CampaignProposalsItemTokens(TypedDict):
    input: int
    output: int


class CampaignProposalsItem(TypedDict):
    cause: str
    causeCode: str
    consultations: list[CampaignProposalsItemConsultationsItem]
    costUsd: float
    draws: list[CampaignProposalsItemDrawsItem]
    experimentId: str
    family: str
    hypothesis: str
    island: int
    model: str
    number: int
    operator: str
    outcome: str
    parents: list[str]
    prompt: str
    reply: str
    rung: str
    score: float
    tokens: CampaignProposalsItemTokens
    why: list[str]


class CampaignSealClipsItem(TypedDict):
    digest: str
    name: str
    openings: int


class CampaignSeal(TypedDict):
    clips: list[CampaignSealClipsItem]
    opened: bool
    weak: bool


class CampaignSealedVerdict(TypedDict):
    reason: str
    value: float


class CampaignSealed(TypedDict):
    experimentId: str
    outcome: str
    score: float
    verdict: CampaignSealedVerdict


class CampaignSpent(TypedDict):
    costUsd: float
    evaluations: float
    executorSeconds: float
    tokens: float


class Campaign(TypedDict):
    budget: CampaignBudget
    champion: CampaignChampion
    concluded: int
    config: CampaignConfig
    failures: list[CampaignFailuresItem]
    id: str
    pareto: list[CampaignParetoItem]
    phase: Literal['absent', 'running', 'paused', 'stopped']
    planned: int
    progress: list[CampaignProgressItem]
    proposals: list[CampaignProposalsItem]
    reason: str
    seal: CampaignSeal
    sealed: CampaignSealed
    spent: CampaignSpent
    startedAt: str
    stoppedAt: str
    waiting: NotRequired[str]


class CampaignPage(TypedDict):
    items: list[CampaignStanding]
    next: str


class CampaignStandingBudget(TypedDict):
    costUsd: NotRequired[float]
    evaluations: NotRequired[float]
    executorSeconds: NotRequired[float]
    tokens: NotRequired[float]
    wallSeconds: NotRequired[float]


class CampaignStandingChampion(TypedDict):
    experimentId: str
    noVerdict: NotRequired[str]
    rung: NotRequired[str]
    score: float


class CampaignStandingFailuresItem(TypedDict):
    cause: str
    count: int


class CampaignStandingParetoItem(TypedDict):
    decodeMs: float
    experimentId: str
    score: float


class CampaignStandingProgressItem(TypedDict):
    number: int
    score: float


class CampaignStandingSealClipsItem(TypedDict):
    digest: str
    name: str
    openings: int


class CampaignStandingSeal(TypedDict):
    clips: list[CampaignStandingSealClipsItem]
    opened: bool
    weak: bool


class CampaignStandingSealedVerdict(TypedDict):
    reason: str
    value: float


class CampaignStandingSealed(TypedDict):
    experimentId: str
    outcome: str
    score: float
    verdict: CampaignStandingSealedVerdict


class CampaignStandingSpent(TypedDict):
    costUsd: float
    evaluations: float
    executorSeconds: float
    tokens: float


class CampaignStanding(TypedDict):
    budget: CampaignStandingBudget
    champion: CampaignStandingChampion
    concluded: int
    failures: list[CampaignStandingFailuresItem]
    id: str
    pareto: list[CampaignStandingParetoItem]
    phase: Literal['absent', 'running', 'paused', 'stopped']
    planned: int
    progress: list[CampaignStandingProgressItem]
    reason: str
    seal: CampaignStandingSeal
    sealed: CampaignStandingSealed
    spent: CampaignStandingSpent
    startedAt: str
    stoppedAt: str
    waiting: NotRequired[str]


class CandidateReadingChangesItem(TypedDict):
    line: int
    message: str
    rule: str


class CandidateReadingViolationsItem(TypedDict):
    advice: str
    column: int
    line: int
    message: str
    rule: str


class CandidateReadingWarningsItem(TypedDict):
    line: int
    message: str
    rule: str


class CandidateReading(TypedDict):
    api: str
    changes: list[CandidateReadingChangesItem]
    cleared: bool
    digest: str
    family: str
    language: str
    violations: list[CandidateReadingViolationsItem]
    warnings: list[CandidateReadingWarningsItem]


class ClipAlteration(TypedDict):
    gamma: int
    noise: int
    noiseSeed: int
    shiftX: int
    shiftY: int
    zoom: int


class ClipAssumptionsItem(TypedDict):
    code: str
    message: str


class ClipFps(TypedDict):
    den: int
    num: int


class ClipSource(TypedDict):
    bitrateKbps: float
    codec: str
    container: str
    lossy: bool
    pixelFormat: str


class Clip(TypedDict):
    alteration: NotRequired[ClipAlteration]
    assumptions: NotRequired[list[ClipAssumptionsItem]]
    digest: str
    fps: ClipFps
    frames: int
    height: int
    matrix: str
    name: str
    pixelFormat: Literal['yuv420p', 'yuv420p10le']
    range: str
    source: NotRequired[ClipSource]
    sourceBytes: int
    sourceCompressed: bool
    variantOf: NotRequired[str]
    width: int


class ClipCurvesAnchorsItemPointsItem(TypedDict):
    kbps: float
    ms_ssim_y: NotRequired[float]
    psnr_hvs_m_y: NotRequired[float]
    psnr_y: float
    psnr_yuv611: float
    quality: float
    ssim_y_ffmpeg: float
    ssim_y_libvmaf: NotRequired[float]
    vmaf: NotRequired[float]
    vmaf_neg: NotRequired[float]
    xpsnr: NotRequired[float]


class ClipCurvesAnchorsItem(TypedDict):
    encoder: str
    mode: str
    points: list[ClipCurvesAnchorsItemPointsItem]


class ClipCurvesCandidatesItemPointsItem(TypedDict):
    kbps: float
    ms_ssim_y: NotRequired[float]
    psnr_hvs_m_y: NotRequired[float]
    psnr_y: float
    psnr_yuv611: float
    quality: float
    ssim_y_ffmpeg: float
    ssim_y_libvmaf: NotRequired[float]
    vmaf: NotRequired[float]
    vmaf_neg: NotRequired[float]
    xpsnr: NotRequired[float]


class ClipCurvesCandidatesItem(TypedDict):
    campaign: str
    experimentId: str
    family: str
    parents: list[str]
    points: list[ClipCurvesCandidatesItemPointsItem]
    score: float
    scoreAnchor: str
    scoreKey: str


class ClipCurves(TypedDict):
    anchors: list[ClipCurvesAnchorsItem]
    candidates: list[ClipCurvesCandidatesItem]
    clip: str


class ClipPage(TypedDict):
    items: list[Clip]
    next: str


class Decoder(TypedDict):
    modules: list[list[Union[str, int]]]


class ExecutorDoingItem(TypedDict):
    attempt: int
    experiment: str
    since: str


class ExecutorVerdict(TypedDict):
    order: Literal['work', 'drain', 'leave', 'misfit']
    reason: str


class Executor(TypedDict):
    doing: list[ExecutorDoingItem]
    done: int
    failed: int
    gpu: str
    host: str
    instance: str
    lanes: list[Literal['cpu', 'gpu']]
    lastBeatAt: str
    name: str
    silent: bool
    slots: int
    startedAt: str
    state: str
    tier: str
    verdict: ExecutorVerdict
    version: str


class ExecutorPage(TypedDict):
    items: list[Executor]
    next: str


class ExperimentAggregate(TypedDict):
    reason: str
    value: float


class ExperimentBdRateItem(TypedDict):
    anchor: str
    clip: str
    metric: str
    mode: str
    overlap: float
    percent: float
    quality: NotRequired[int]
    reason: str


class ExperimentCandidateChangesItem(TypedDict):
    line: int
    message: str
    rule: str


class ExperimentCandidateWarningsItem(TypedDict):
    line: int
    message: str
    rule: str


class ExperimentCandidate(TypedDict):
    api: Literal['frame', 'video']
    changes: list[ExperimentCandidateChangesItem]
    color: Literal['rgb24', 'bgr24', 'i420']
    digest: str
    family: str
    language: Literal['python', 'javascript']
    needs: list[str]
    packageBytes: int
    warnings: list[ExperimentCandidateWarningsItem]


class ExperimentCause(TypedDict):
    advice: str
    clip: str
    code: str
    column: int
    frame: int
    line: int
    message: str
    quality: int
    side: Literal['encode', 'decode', None, None]


class ExperimentChargedBdRateItem(TypedDict):
    anchor: str
    clip: str
    metric: str
    mode: str
    overlap: float
    percent: float
    quality: NotRequired[int]
    reason: str


class ExperimentCharged(TypedDict):
    bdRate: list[ExperimentChargedBdRateItem]
    counts: bool
    sourceBytes: int


class ExperimentCodingMode(TypedDict):
    finding: str
    mode: Literal['all-intra', 'low-delay', 'random-access']
    packets: int
    provedBy: Literal['packets', 'interface', 'still_picture', 'nothing']


class ExperimentIsoQualityItem(TypedDict):
    anchor: str
    clip: str
    metric: str
    mode: str
    overlap: float
    percent: float
    quality: NotRequired[int]
    reason: str


class ExperimentJailEncoding(TypedDict):
    files: NotRequired[Literal['private', 'shared', 'none']]
    tier: str
    unsafe: bool


class ExperimentJail(TypedDict):
    encoding: NotRequired[ExperimentJailEncoding]
    files: NotRequired[Literal['private', 'shared', 'none']]
    split: NotRequired[Literal['machines', 'executors']]
    tier: str
    unsafe: bool


class ExperimentRunsItemDecode(TypedDict):
    cpuMs: float
    peakBytes: int
    wallMs: float


class ExperimentRunsItemEncode(TypedDict):
    cpuMs: float
    peakBytes: int
    wallMs: float


class ExperimentRunsItemPerFrameItem(TypedDict):
    bytes: int
    ms_ssim_y: NotRequired[float]
    psnr_hvs_m_y: NotRequired[float]
    psnr_u: NotRequired[float]
    psnr_v: NotRequired[float]
    psnr_y: float
    ssim_y_ffmpeg: NotRequired[float]
    ssim_y_libvmaf: NotRequired[float]
    vmaf: NotRequired[float]
    vmaf_neg: NotRequired[float]
    xpsnr: NotRequired[float]


class ExperimentRunsItem(TypedDict):
    absent: dict[str, str]
    bitstream: str
    bpp: float
    bytes: int
    clip: str
    clipName: str
    decode: ExperimentRunsItemDecode
    encode: ExperimentRunsItemEncode
    kbps: float
    lossless: bool
    ms_ssim_y: NotRequired[float]
    perFrame: list[ExperimentRunsItemPerFrameItem]
    perFrameDigest: str
    psnr_hvs_m_y: NotRequired[float]
    psnr_rgb: NotRequired[float]
    psnr_u: float
    psnr_v: float
    psnr_y: float
    psnr_y_conversion_ceiling: NotRequired[float]
    psnr_y_framemean: NotRequired[float]
    psnr_yuv611: float
    psnr_yuv611_mse: NotRequired[float]
    quality: int
    ratioRaw: float
    ratioSource: float
    reconstruction: str
    ssim_y_ffmpeg: float
    ssim_y_libvmaf: NotRequired[float]
    vmaf: NotRequired[float]
    vmaf_neg: NotRequired[float]
    xpsnr: NotRequired[float]


class ExperimentScoreItem(TypedDict):
    clip: str
    reason: str
    value: float


class ExperimentScoredAgainst(TypedDict):
    anchor: str
    mode: str


class ExperimentTier(TypedDict):
    percent: float
    reason: str


class ExperimentVerdict(TypedDict):
    reason: str
    value: float


class Experiment(TypedDict):
    aggregate: ExperimentAggregate
    bdRate: list[ExperimentBdRateItem]
    candidate: ExperimentCandidate
    cause: ExperimentCause
    charged: ExperimentCharged
    codingMode: ExperimentCodingMode
    experimentId: str
    facts: int
    flags: list[str]
    isoQuality: list[ExperimentIsoQualityItem]
    jail: ExperimentJail
    name: str
    note: str
    outcome: Literal['completed', 'rejected', 'not_drafted', 'crashed', 'timed_out', 'out_of_memory', 'output_invalid', 'jail_violated', 'measurement_failed', 'cancelled', 'expired', None]
    phase: Literal['drafting', 'sanitizing', 'queued', 'executing', 'measuring', 'concluded']
    runs: list[ExperimentRunsItem]
    score: list[ExperimentScoreItem]
    scoredAgainst: ExperimentScoredAgainst
    starred: bool
    tags: list[str]
    tier: ExperimentTier
    verdict: ExperimentVerdict
    waitsFor: str


class ExperimentPage(TypedDict):
    items: list[ExperimentSummary]
    next: str


class ExperimentSummaryRun(TypedDict):
    clip: str
    clipName: str
    decodeMs: float
    encodeMs: float
    frames: int
    kbps: float
    ms_ssim_y: NotRequired[float]
    psnr_hvs_m_y: NotRequired[float]
    psnr_y: float
    psnr_yuv611: float
    quality: int
    ssim_y_ffmpeg: float
    ssim_y_libvmaf: NotRequired[float]
    vmaf: NotRequired[float]
    vmaf_neg: NotRequired[float]
    xpsnr: NotRequired[float]


class ExperimentSummary(TypedDict):
    attempt: int
    campaign: str
    candidate: str
    causeCode: str
    causeMessage: str
    clipDigests: list[str]
    clipFrames: list[int]
    clips: list[str]
    concludedAt: str
    executor: str
    experimentId: str
    facts: int
    family: str
    firstPosition: int
    flags: list[str]
    lane: str
    language: str
    lastPosition: int
    name: str
    note: str
    operator: str
    outcome: Literal['completed', 'rejected', 'not_drafted', 'crashed', 'timed_out', 'out_of_memory', 'output_invalid', 'jail_violated', 'measurement_failed', 'cancelled', 'expired', None]
    parents: list[str]
    phase: Literal['drafting', 'sanitizing', 'queued', 'executing', 'measuring', 'concluded']
    phaseSince: str
    phaseVersion: int
    qualities: list[int]
    requestedAt: str
    run: ExperimentSummaryRun
    score: float
    scoreAnchor: str
    scoreKey: str
    source: str
    starred: bool
    tags: list[str]
    tierPercent: float
    updatedAt: str


class Fact(TypedDict):
    actor: str
    causationid: str
    correlationid: str
    data: Any
    hash: str
    id: str
    position: int
    schemaversion: int
    source: str
    specversion: Literal['1.0']
    subject: str
    time: str
    traceparent: NotRequired[str]
    type: str
    version: int


class FactPage(TypedDict):
    items: list[Fact]
    next: str


class Health(TypedDict):
    lab: str
    parts: dict[str, str]
    status: Literal['ok', 'unavailable']


class IssuedToken(TypedDict):
    name: str
    role: Literal['viewer', 'submitter', 'operator', 'executor']
    token: str


class LabStatusPartsItem(TypedDict):
    ended: int
    endedUnready: int
    lastExit: str
    name: str
    pid: int
    state: str


class LabStatusQueuesItem(TypedDict):
    count: int
    lane: str
    oldestSince: str
    phase: Literal['drafting', 'sanitizing', 'queued', 'executing', 'measuring', 'concluded']


class LabStatusReactorsItem(TypedDict):
    inFlight: int
    missing: bool
    name: str
    oldestSince: str
    repeated: int
    waiting: int


class LabStatusStuckItem(TypedDict):
    executor: str
    id: str
    phase: Literal['drafting', 'sanitizing', 'queued', 'executing', 'measuring', 'concluded']
    phaseSince: str


class LabStatusUsagePartsItem(TypedDict):
    bytes: float
    bytesPerHour: float
    name: str


class LabStatusUsage(TypedDict):
    at: str
    floorBytes: float
    freeBytes: float
    parts: list[LabStatusUsagePartsItem]


class LabStatus(TypedDict):
    head: int
    outcomes: dict[str, int]
    parts: list[LabStatusPartsItem]
    quarantined: int
    queues: list[LabStatusQueuesItem]
    reactors: list[LabStatusReactorsItem]
    relayed: int
    stuck: list[LabStatusStuckItem]
    usage: LabStatusUsage


class LegacyExperiment(TypedDict):
    cause: str
    figures: dict[str, float]
    id: str
    importedAt: str
    legacyId: str
    placeholders: list[Literal['default_metrics', 'baseline_bitrate', 'zero_metric', 'identical_metrics']]
    position: int
    record: dict[str, Any]
    shape: Literal['process', 'gpu', 'unknown']
    startedAt: str
    status: str
    stuck: bool


class LegacyPage(TypedDict):
    items: list[LegacyExperiment]
    next: str


class Liveness(TypedDict):
    lab: str
    status: Literal['ok']


class LoginLink(TypedDict):
    path: str
    until: str


class Problem(TypedDict):
    allowed: NotRequired[list[str]]
    code: NotRequired[str]
    detail: NotRequired[str]
    field: NotRequired[str]
    status: int
    title: str
    type: str


class ProgressBestItem(TypedDict):
    at: str
    experimentId: str
    score: float
    scoreKey: str


class ProgressCampaignsItem(TypedDict):
    bestScore: float
    completed: int
    experiments: int
    firstAt: str
    lastAt: str
    name: str
    open: int


class ProgressCausesItem(TypedDict):
    code: str
    count: int
    outcome: Literal['completed', 'rejected', 'not_drafted', 'crashed', 'timed_out', 'out_of_memory', 'output_invalid', 'jail_violated', 'measurement_failed', 'cancelled', 'expired']


class ProgressScoreKeysItem(TypedDict):
    anchor: str
    clipFrames: list[int]
    clips: list[str]
    experiments: int
    key: str


ProgressThroughputItem = TypedDict('ProgressThroughputItem', {
    'completed': 'int',
    'ended': 'int',
    'from': 'str',
})


class Progress(TypedDict):
    best: list[ProgressBestItem]
    campaigns: list[ProgressCampaignsItem]
    causes: list[ProgressCausesItem]
    scoreKeys: list[ProgressScoreKeysItem]
    spanMs: float
    throughput: list[ProgressThroughputItem]


class QuarantinePage(TypedDict):
    items: list[QuarantinedMessage]
    next: str


class QuarantinePlace(TypedDict):
    place: int


class QuarantinedMessage(TypedDict):
    deliveries: int
    encoding: Literal['utf8', 'base64']
    origin: str
    payload: str
    place: int
    quarantinedAt: str
    reason: str
    subject: str


class TokenHolder(TypedDict):
    name: str
    role: Literal['viewer', 'submitter', 'operator', 'executor']


class TokenPage(TypedDict):
    items: list[TokenHolder]
    next: str
