/** Writes runs as diagrams, and in the formats of other tools. */
@NullMarked
package dev.faultline.report;

import org.jspecify.annotations.NullMarked;
