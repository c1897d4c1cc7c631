/** What all guards share: time that never runs backwards, and permits. */
@NullMarked
package dev.faultline.guard;

import org.jspecify.annotations.NullMarked;
