export const stylesheetPath = '/oidc/assets/gatehouse.css'
export const iconPath = '/oidc/assets/icon.svg'
