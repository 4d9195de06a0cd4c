/**
 * The project, seen from where the engine runs the program and its plugins: the folder of `main`, which is infra/.
 * Paths stay relative, because another machine's absolute path would be a change of the resource.
 */
export const projectFolder = '..'

/** A path of the project (`./charts/mlflow.tgz`, `gateway/Dockerfile`) as a plugin finds it. */
export const projectPath = (path: string) => `${projectFolder}/${path.replace(/^\.\//, '')}`
