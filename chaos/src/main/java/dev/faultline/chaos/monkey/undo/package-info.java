/** Records of lasting faults on disk, so that a later process can undo them. */
@NullMarked
package dev.faultline.chaos.monkey.undo;

import org.jspecify.annotations.NullMarked;
