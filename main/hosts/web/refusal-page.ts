/** What a person sees at an address that does not let them in: what happened, and the ways back. */
export function refusalPage(sentence: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Wellspring</title>
<style>
  body { margin: 0; background: #f4f5f7; color: #1b1f26; font: 15px/1.5 system-ui, sans-serif; }
  main { max-width: 34rem; margin: 15vh auto 0; padding: 0 24px; }
  h1 { font-size: 20px; }
  code { padding: 1px 5px; border: 1px solid #c9ced6; border-radius: 4px; font-size: 13px; white-space: nowrap; }
  @media (prefers-color-scheme: dark) {
    body { background: #14171c; color: #e6e9ee; }
    code { border-color: #3a414c; }
  }
</style>
<main>
<h1>This browser is not let in</h1>
<p>${sentence}</p>
<p>Wellspring runs here. To come to it:</p>
<ul>
<li>go to the window in which it is open, or</li>
<li>where it was started, type <code>npm start -- --open</code> in a second terminal: it opens a new window of the
Wellspring that runs.</li>
</ul>
<p>Where it was started anew since this browser was here, open the project there: a fit that was under way then stands in it
and can be resumed from its last checkpoint.</p>
</main>
</html>
`;
}
