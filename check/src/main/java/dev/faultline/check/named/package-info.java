/** Models and levels by name, for the command line: every pair is really checked or refused. */
@NullMarked
package dev.faultline.check.named;

import org.jspecify.annotations.NullMarked;
