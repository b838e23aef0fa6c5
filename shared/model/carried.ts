/**
 * Whether a device carries what a parameter asks for (`s_81LuxI carries "P81LuxI"`): its name says so
 * (`R33S175DR_P81LuxI`), or `groups` of the layout lists it with a part under that name.
 *
 * @param marker what the parameter names.
 * @param device the device's name.
 * @param groups names of those `groups` in which the device has a part.
 */
export function isCarried(marker: string, device: string, groups: readonly string[] = []): boolean {
  return device.includes(marker) || groups.includes(marker);
}
