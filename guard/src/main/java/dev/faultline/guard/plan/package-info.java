/** Who does what: work is given to nodes by measured capacity and predicted cost. */
@NullMarked
package dev.faultline.guard.plan;

import org.jspecify.annotations.NullMarked;
