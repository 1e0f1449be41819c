/** The name of the stack, with which the names of its functions begin: the command line finds them by it. */
export const STACK_NAME = 'hone';
