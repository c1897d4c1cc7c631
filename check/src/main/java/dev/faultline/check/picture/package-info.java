/** Pictures of verdicts: one self-contained HTML file each. */
@NullMarked
package dev.faultline.check.picture;

import org.jspecify.annotations.NullMarked;
