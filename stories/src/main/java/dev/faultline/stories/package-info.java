/** Stories: short plays in which a system without a guard fails, and the same with it holds. */
@NullMarked
package dev.faultline.stories;

import org.jspecify.annotations.NullMarked;
