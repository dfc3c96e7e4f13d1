import { computed, defaulted, number, required, resource, string, type ArgsOf } from "./schema";

const groupLabelProperties = {
  /**
   * The color of the label given in 6-digit hex notation with leading '#' sign (e.g. #FFAABB) or one of the [CSS
   * color names](https://developer.mozilla.org/en-US/docs/Web/CSS/Reference/Values/color_value#Color_keywords).
   */
  color: required(string),
  /**
   * Read-only, used by the provider to store the API response color. This is always in the 6-digit hex notation with
   * leading '#' sign (e.g. #FFAABB). If `color` contains a color name, this attribute contains the hex notation
   * equivalent.
   */
  colorHex: computed(string),
  /** The description of the label. */
  description: defaulted(string),
  /** The name or id of the group to add the label to. */
  group: required(string),
  /** The id of the group label. */
  labelId: computed(number),
  /** The name of the label. */
  name: defaulted(string),
};

export type GroupLabelArgs = ArgsOf<typeof groupLabelProperties>;

/** A label for issues and merge requests of a group's projects. */
export class GroupLabel extends resource("gitlab:index/groupLabel:GroupLabel", groupLabelProperties) {}
