/** The shell scripts in the repository's root, run against folders that look like JDKs. */
@NullMarked
package dev.faultline.launcher;

import org.jspecify.annotations.NullMarked;
