/** Many worlds: strategies, findings, replay. */
@NullMarked
package dev.faultline.explore;

import org.jspecify.annotations.NullMarked;
