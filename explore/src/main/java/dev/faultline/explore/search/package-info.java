/** Strategies: which adversary each world gets. */
@NullMarked
package dev.faultline.explore.search;

import org.jspecify.annotations.NullMarked;
