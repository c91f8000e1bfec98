/** The workflow's variables: read and write. */
declare const variables: WorkflowVariables;
/** The value of a variable, by name. */
declare function getVariable(name: string): any;
/** Sets a variable, by name. */
declare function setVariable(name: string, value: any): void;
/** The value of a workflow input, by name. */
declare function getInput(name: string): any;
/** An output of another activity, by its id or name; without output its result. */
declare function getOutputFrom(activityIdOrName: string, outputName?: string): any;
/** The result of the activity that completed last. */
declare function getLastResult(): any;
declare function getWorkflowDefinitionId(): string;
declare function getWorkflowDefinitionVersionId(): string;
declare function getWorkflowDefinitionVersion(): number;
declare function getWorkflowInstanceId(): string;
declare function getWorkflowInstanceName(): string | null;
declare function setWorkflowInstanceName(name: string | null): void;
declare function getCorrelationId(): string | null;
declare function setCorrelationId(value: string | null): void;
declare function newGuid(): string;
declare function newGuidString(): string;
/** Up to 22 letters and digits that nobody else has. */
declare function newShortGuid(): string;
/** The GUID in its usual form; an error when it is none. */
declare function parseGuid(value: string): string;
declare function isNullOrEmpty(value: string | null | undefined): boolean;
declare function isNullOrWhiteSpace(value: string | null | undefined): boolean;
declare function toJson(value: any): string;
declare function bytesToString(bytes: Uint8Array): string;
declare function bytesFromString(value: string): Uint8Array;
declare function bytesToBase64(bytes: Uint8Array): string;
declare function bytesFromBase64(value: string): Uint8Array;
declare function stringToBase64(value: string): string;
declare function stringFromBase64(value: string): string;
declare function streamToBytes(stream: any): Uint8Array;
declare function streamToBase64(stream: any): string;
