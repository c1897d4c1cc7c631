/** An upgrade of a running cluster, one member after the other. */
@NullMarked
package dev.faultline.examples.rollingupgrade;

import org.jspecify.annotations.NullMarked;
