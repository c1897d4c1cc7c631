/** Faults that last, on disk, so that they can be undone by whoever comes later. */
@NullMarked
package dev.faultline.chaos.monkey.undo;

import org.jspecify.annotations.NullMarked;
