const MARK = '--trial-';

/** `operator` of an experiment that runs code of a draft while its author waits; it is no evaluation of a campaign. */
export const TRIAL = 'trial';

/** Id of the experiment that tries the code of one answer (1, 2, …) of a draft. */
export const trialId = (experimentId: string, turn: number): string => `${experimentId}${MARK}${turn}`;

/** The experiment whose draft a trial served; the id itself where it is no trial's. */
export const candidateOf = (experimentId: string): string => experimentId.replace(/--trial-\d+$/u, '');
