/** Values of YAML files that know their places, for files that people write. */
@NullMarked
package dev.faultline.chaos.yaml;

import org.jspecify.annotations.NullMarked;
