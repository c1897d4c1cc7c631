/** What tests in simulated worlds need of a link's insides. */
@NullMarked
package dev.faultline.linkworld;

import org.jspecify.annotations.NullMarked;
