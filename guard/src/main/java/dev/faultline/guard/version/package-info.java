/**
 * Versions that tell which of two states is newer, and messages that carry the versions they were
 * written under.
 */
@NullMarked
package dev.faultline.guard.version;

import org.jspecify.annotations.NullMarked;
