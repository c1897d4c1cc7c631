/** What has to hold. */
@NullMarked
package dev.faultline.sim.property;

import org.jspecify.annotations.NullMarked;
