/**
 * Congestion control: how many bytes of a session may be in flight. Applications choose an
 * implementation or provide their own.
 */
@NullMarked
package dev.faultline.link.congestion;

import org.jspecify.annotations.NullMarked;
