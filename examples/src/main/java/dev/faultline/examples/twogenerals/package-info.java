/** The two generals, who never agree over a link that loses. */
@NullMarked
package dev.faultline.examples.twogenerals;

import org.jspecify.annotations.NullMarked;
