import { LabClient } from '@codecsmith/client';
import { environmentVariables, readConfig } from '@codecsmith/platform';
import { labHere } from './running-lab.ts';

/** Where the api is and what to show it. */
export interface LabAddress {
  readonly baseUrl: string;
  readonly token: string;
}

/**
 * The lab to talk to: the one that `LAB_API_URL` names, else the one of this checkout.
 *
 * @throws CommandError (missing part) when there is none
 */
export async function findLab(): Promise<LabAddress> {
  const variables = environmentVariables();
  if (variables['LAB_API_URL'] !== undefined) {
    const { LAB_API_URL, LAB_API_TOKEN } = readConfig(['LAB_API_URL', 'LAB_API_TOKEN'], variables);
    return { baseUrl: LAB_API_URL, token: LAB_API_TOKEN };
  }
  const { apiUrl, token } = await labHere();
  return { baseUrl: apiUrl, token };
}

export const connectLab = async (): Promise<LabClient> => new LabClient(await findLab());
