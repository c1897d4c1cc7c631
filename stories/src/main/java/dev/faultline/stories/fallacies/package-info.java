/**
 * Assumptions that are false, one short story each (P. Deutsch and others; Database Internals,
 * chapter 8).
 */
@NullMarked
package dev.faultline.stories.fallacies;

import org.jspecify.annotations.NullMarked;
