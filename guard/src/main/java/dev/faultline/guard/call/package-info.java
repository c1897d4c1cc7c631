/** A call as a whole: its attempts under all guards, and what its server does about it. */
@NullMarked
package dev.faultline.guard.call;

import org.jspecify.annotations.NullMarked;
