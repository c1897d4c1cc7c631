/** What short stories share. */
@NullMarked
package dev.faultline.stories.base;

import org.jspecify.annotations.NullMarked;
