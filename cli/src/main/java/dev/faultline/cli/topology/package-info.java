/** Clusters of unmodified Java programs that a YAML file describes. */
@NullMarked
package dev.faultline.cli.topology;

import org.jspecify.annotations.NullMarked;
