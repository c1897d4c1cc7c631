/** Why a run went wrong, found by replaying it with small changes. */
@NullMarked
package dev.faultline.explore.why;

import org.jspecify.annotations.NullMarked;
