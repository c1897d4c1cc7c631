/** Stories about who is alive, what time it is, and who has the right state. */
@NullMarked
package dev.faultline.stories.agreement;

import org.jspecify.annotations.NullMarked;
