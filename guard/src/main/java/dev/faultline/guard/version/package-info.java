/** Which of two states is newer, and messages that say which state they were made for. */
@NullMarked
package dev.faultline.guard.version;

import org.jspecify.annotations.NullMarked;
