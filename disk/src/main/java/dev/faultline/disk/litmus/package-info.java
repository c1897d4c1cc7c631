/**
 * The litmus suite that defines the profiles: small sequences of calls, each with an outcome that a
 * crash may or may not leave.
 */
@NullMarked
package dev.faultline.disk.litmus;

import org.jspecify.annotations.NullMarked;
