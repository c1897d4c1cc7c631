/** The command line: {@code explore}, {@code replay}, {@code list}. */
@NullMarked
package dev.faultline.cli;

import org.jspecify.annotations.NullMarked;
