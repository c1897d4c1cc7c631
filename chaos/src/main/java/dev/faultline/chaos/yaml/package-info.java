/** Values of YAML files with their places, for files that people write. */
@NullMarked
package dev.faultline.chaos.yaml;

import org.jspecify.annotations.NullMarked;
