/** Runs as pictures, and in the formats that other tools read. */
@NullMarked
package dev.faultline.report;

import org.jspecify.annotations.NullMarked;
